package io.iqdb.store.sim;

import io.iqdb.store.AccessHint;
import io.iqdb.store.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** A native copy of a file, page-aligned, that is gone when closed. */
final class SimMapping implements Mapping {
  private static final long PAGE = 1 << 12;

  private final SimDisk directory;
  private final SimFile file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final AtomicBoolean closed = new AtomicBoolean();

  SimMapping(SimDisk directory, SimFile file, Content content) {
    this.directory = directory;
    this.file = file;
    MemorySegment copy = arena.allocate(content.length(), PAGE);
    content.read(0, copy);
    this.segment = copy.asReadOnly();
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void advise(long offset, long length, AccessHint hint) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      arena.close();
      directory.release(file);
    }
  }
}
