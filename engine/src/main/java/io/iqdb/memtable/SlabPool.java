package io.iqdb.memtable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Slabs of one size that pass from one memtable to the next, so that a long load does not ask the
 * system for fresh memory, zeroed page by page, over and over. One thread takes, any thread gives
 * back; {@link #close} comes after all of them.
 */
public final class SlabPool implements AutoCloseable {
  /** The one given back last is the first to go: it may still be in a cache. */
  private final ConcurrentLinkedDeque<MemorySegment> free = new ConcurrentLinkedDeque<>();

  private @Nullable Arena arena;

  /** Empty; allocates nothing yet. */
  public SlabPool() {
    // nothing to set up
  }

  /** A slab of {@code bytes}: zeros, or rows of the stride that all memtables of this pool have. */
  MemorySegment take(long bytes) {
    MemorySegment used = free.pollFirst();
    if (used != null) {
      return used;
    }
    if (arena == null) {
      arena = Arena.ofShared();
    }
    return arena.allocate(bytes, Memtable.ALIGNMENT);
  }

  void give(MemorySegment slab) {
    free.addFirst(slab);
  }

  /** Frees all slabs, also those that were not given back. */
  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    }
  }
}
