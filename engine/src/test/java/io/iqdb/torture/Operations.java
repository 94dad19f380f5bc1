package io.iqdb.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one thread does in one round: operation {@code number} follows from the seed alone.
 *
 * @param seed of the round
 * @param round numbers it, within one directory
 * @param thread whose slots are used
 * @param marked whether every change is a batch or a bulk load, so that its bookmark tells it
 */
record Operations(long seed, int round, int thread, boolean marked) {
  /** Slots of a thread. */
  static final int SLOTS = 200;

  private static final int HEAVY_NUMBER = 3;
  private static final int HEAVY_PUTS = 450;

  Operation at(int number) {
    SplittableRandom random = new SplittableRandom(Mix.of(seed, thread, number));
    if (thread == 0 && number == HEAVY_NUMBER && Math.floorMod(Mix.of(seed), 5) == 0) {
      long chunk = (4L << 20) + random.nextInt(1 << 20);
      return bulk(random, number, HEAVY_PUTS, chunk, Records.HEAVY);
    }
    int dice = random.nextInt(1000);
    if (dice < 420 && !marked) {
      return put(random, number, 0, 0);
    } else if (dice < 540 && !marked) {
      return new Operation.Drop(random.nextInt(SLOTS));
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

  private Operation.Put put(SplittableRandom random, int number, int index, long flags) {
    long stamp = (long) round << 40 | (long) number << 12 | index | flags;
    return new Operation.Put(random.nextInt(SLOTS), stamp);
  }

  private Operation.Batch batch(SplittableRandom random, int number) {
    List<Operation.Step> steps = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      steps.add(
          random.nextInt(3) == 0
              ? new Operation.Drop(random.nextInt(SLOTS))
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
