package io.iqdb.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * What one thread does in one round: operation {@code number} follows from the seed alone.
 *
 * @param seed of the round
 * @param round numbers it, within one directory
 * @param thread whose slots are used
 * @param style what is among them
 * @param slots of the thread
 */
record Operations(long seed, int round, int thread, Style style, int slots) {
  /** What is among the operations. */
  enum Style {
    /** Changes of every kind, flushes, syncs and searches. */
    MIXED,
    /** Every change is a batch or a bulk load, so that its bookmark tells it. */
    MARKED,
    /** Much is flushed and merged, and records are purged and copied. */
    MERGING
  }

  private static final int FEW_SLOTS = 200;
  private static final int MOST_PURGED = 5;

  private static final int HEAVY_NUMBER = 3;
  private static final int HEAVY_PUTS = 450;

  /** With few slots, so that most changes meet a record. */
  Operations(long seed, int round, int thread, Style style) {
    this(seed, round, thread, style, FEW_SLOTS);
  }

  Operation at(int number) {
    SplittableRandom random = new SplittableRandom(Mix.of(seed, thread, number));
    if (thread == 0 && number == HEAVY_NUMBER && Math.floorMod(Mix.of(seed), 5) == 0) {
      long chunk = (4L << 20) + random.nextInt(1 << 20);
      return bulk(random, number, HEAVY_PUTS, chunk, Records.HEAVY);
    }
    if (style == Style.MERGING && random.nextInt(4) == 0) {
      return upkeep(random);
    }
    boolean marked = style == Style.MARKED;
    int dice = random.nextInt(1000);
    if (dice < 420 && !marked) {
      return put(random, number, 0, 0);
    } else if (dice < 540 && !marked) {
      return new Operation.Drop(random.nextInt(slots));
    } else if (dice < 800) {
      return batch(random, number);
    } else if (dice < 825) {
      long chunk = (4L << 10) + random.nextInt(28 << 10);
      return bulk(random, number, 10 + random.nextInt(300), chunk, 0);
    } else if (dice < 856) {
      return new Operation.Flush();
    } else if (dice < 900) {
      return new Operation.Sync();
    }
    return new Operation.Search(random.nextLong());
  }

  /** Mostly flushes: they are what there is to merge. */
  private Operation upkeep(SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 -> new Operation.Optimize();
      case 1 -> new Operation.Reclaim();
      case 2 -> new Operation.Checkpoint();
      case 3, 4 -> {
        Set<Integer> purged = new TreeSet<>();
        for (int i = random.nextInt(MOST_PURGED); i >= 0; i--) {
          purged.add(random.nextInt(slots));
        }
        yield new Operation.Purge(purged);
      }
      default -> new Operation.Flush();
    };
  }

  private Operation.Put put(SplittableRandom random, int number, int index, long flags) {
    long stamp = (long) round << 40 | (long) number << 12 | index | flags;
    return new Operation.Put(random.nextInt(slots), stamp);
  }

  private Operation.Batch batch(SplittableRandom random, int number) {
    List<Operation.Step> steps = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      steps.add(
          random.nextInt(3) == 0
              ? new Operation.Drop(random.nextInt(slots))
              : put(random, number, i, 0));
    }
    return new Operation.Batch(steps, Marks.of(round, number));
  }

  private Operation.Bulk bulk(
      SplittableRandom random, int number, int count, long chunkBytes, long flags) {
    List<Operation.Put> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      puts.add(put(random, number, i, flags));
    }
    return new Operation.Bulk(puts, chunkBytes, Marks.of(round, number));
  }
}
