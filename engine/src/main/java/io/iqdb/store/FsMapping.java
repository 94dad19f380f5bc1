package io.iqdb.store;

import io.iqdb.observe.MapEvent;
import io.iqdb.observe.UnmapEvent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** A mapped file in an arena of its own. */
final class FsMapping implements Mapping {
  private final String name;
  private final Arena arena;
  private final MemorySegment segment;
  private final MappingBudget budget;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FsMapping(String name, Arena arena, MemorySegment segment, MappingBudget budget) {
    this.name = name;
    this.arena = arena;
    this.segment = segment;
    this.budget = budget;
  }

  /** Maps a regular file of exactly {@code expectedLength} bytes. */
  static FsMapping of(Path path, long expectedLength, MappingBudget budget) throws IOException {
    MapEvent event = MapEvent.started();
    RegularFile.attributes(path);
    budget.take();
    Arena arena = Arena.ofShared();
    try {
      MemorySegment segment = Uninterrupted.call(() -> map(path, expectedLength, arena));
      String name = String.valueOf(path.getFileName());
      if (event != null) {
        event.finish(name, expectedLength);
      }
      return new FsMapping(name, arena, segment, budget);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      budget.giveBack();
      throw e;
    }
  }

  private static MemorySegment map(Path path, long expectedLength, Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long length = channel.size();
      if (length != expectedLength) {
        throw new IOException(path + " has " + length + " bytes, expected " + expectedLength);
      }
      return channel.map(MapMode.READ_ONLY, 0, length, arena);
    }
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void advise(long offset, long length, AccessHint hint) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    Advice.give(segment, offset, length, hint);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      UnmapEvent event = UnmapEvent.started();
      long bytes = segment.byteSize();
      arena.close();
      budget.giveBack();
      if (event != null) {
        event.finish(name, bytes);
      }
    }
  }
}
