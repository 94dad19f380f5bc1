package io.iqdb.write;

import io.iqdb.format.wal.WalFrameEncoder;
import io.iqdb.types.Bookmark;
import io.iqdb.wal.WalWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commits a group of writes in one frame: log, apply, show. Used by the leader of the write queue.
 */
final class FrameCommit {
  private final WriteState state;
  private final boolean sync;

  /**
   * Made for the first frame: opening a database must not load the encoding library (ruling 16).
   */
  private @Nullable WalFrameEncoder encoder;

  /** Syncs every frame where {@code sync} says so. */
  FrameCommit(WriteState state, boolean sync) {
    this.state = state;
    this.sync = sync;
  }

  /** On return the group is visible, and durable where frames are synced. */
  void commit(List<PendingWrite> group) throws IOException {
    LiveTables tables = state.tables();
    WriteAheadLog log = state.log();
    WalWriter wal = log.writable(tables.sequence(), state.bookmarks().all());
    WalFrameEncoder frames = encoder();
    frames.begin(tables.sequence() + 1);
    for (PendingWrite write : group) {
      frames.append(write.encoded());
    }
    long encoded = group.stream().mapToLong(PendingWrite::bytes).sum();
    ByteBuffer frame = frames.finish(wal.position(), wal.syncedUpTo(), wal.salt());
    long bytes = frame.remaining();
    log.append(wal, frame, sync, tables.sequence());
    state.storage().traffic().frame(encoded, bytes);
    try {
      for (PendingWrite write : group) {
        apply(write);
      }
    } catch (IOException | RuntimeException | Error failure) {
      state.health().fail(failure); // the frame stands: only recovery can tell what it does
      throw failure;
    }
    state.publishRows();
  }

  private WalFrameEncoder encoder() {
    WalFrameEncoder made = encoder;
    if (made == null) {
      made = new WalFrameEncoder();
      encoder = made;
    }
    return made;
  }

  private void apply(PendingWrite write) throws IOException {
    LiveTables tables = state.tables();
    for (Change change : write.changes()) {
      long sequence = tables.sequence() + 1;
      switch (change) {
        case Change.Put put -> tables.put(put, sequence);
        case Change.Remove(var id, var now) -> write.removed(tables.remove(id, now, sequence));
        case Change.Mark(Bookmark bookmark) -> {
          state.bookmarks().set(bookmark, sequence);
          tables.skipTo(sequence);
        }
      }
    }
  }
}
