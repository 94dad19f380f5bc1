package io.iqdb.sealed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which blocks of a file were found sound: a bitmap that only grows. Safe for any number of
 * threads; two that verify one block at a time do so for nothing, but agree.
 */
final class VerifiedBlocks {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final int count;
  private final long[] words;
  private final AtomicInteger remaining;
  private volatile boolean complete;

  VerifiedBlocks(int count) {
    this.count = count;
    this.words = new long[Math.ceilDiv(count, Long.SIZE)];
    this.remaining = new AtomicInteger(count);
    this.complete = count == 0;
  }

  /** Whether all blocks are sound: one volatile read. */
  boolean complete() {
    return complete;
  }

  /** The first block in [from, end) that was not verified, or {@code end}. */
  int nextUnverified(int from, int end) {
    int block = from;
    while (block < end) {
      long open = ~(long) WORD.getAcquire(words, block / Long.SIZE) >>> block; // shifts mod 64
      if (open != 0) {
        return Math.min(end, block + Long.numberOfTrailingZeros(open));
      }
      block = (block / Long.SIZE + 1) * Long.SIZE;
    }
    return end;
  }

  /** Notes that a block is sound. */
  void mark(int block) {
    long bit = 1L << block;
    long before = (long) WORD.getAndBitwiseOrRelease(words, block / Long.SIZE, bit);
    if ((before & bit) == 0 && remaining.decrementAndGet() == 0) {
      complete = true;
    }
  }

  /** How many blocks there are. */
  int count() {
    return count;
  }
}
