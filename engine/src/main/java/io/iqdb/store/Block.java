package io.iqdb.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** Off-heap bytes, freed when the last of those who hold them lets go. */
final class Block {
  private static final long ALIGNMENT = 64; // what sections of a file are aligned to

  private final Arena arena;
  private final MemorySegment bytes;
  private final AtomicInteger holders = new AtomicInteger(1);

  private Block(Arena arena, MemorySegment bytes) {
    this.arena = arena;
    this.bytes = bytes;
  }

  /** Zeroed bytes, held once. */
  static Block allocate(long size) throws NoSpaceException {
    Arena arena = Arena.ofShared();
    try {
      return new Block(arena, arena.allocate(size, ALIGNMENT));
    } catch (OutOfMemoryError e) {
      // not the heap: the off-heap limit, which is what a disk's size is to a directory in memory
      arena.close();
      NoSpaceException full = new NoSpaceException("no memory for " + size + " bytes off-heap");
      full.initCause(e);
      throw full;
    }
  }

  MemorySegment bytes() {
    return bytes;
  }

  /** One holder more; the caller knows of one already. */
  Block hold() {
    holders.incrementAndGet();
    return this;
  }

  /** One holder less. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      arena.close();
    }
  }
}
