package io.iqdb.interleaving;

import io.iqdb.IqdbConfig;
import io.iqdb.MovableClock;
import io.iqdb.OpenOptions;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.types.DistanceMetric;
import io.iqdb.write.Tuning;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * How the databases of one run are opened, and their clock. Sizes are small, so that a few records
 * cross every boundary; no timer acts.
 */
final class Setting {
  static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);

  private final MovableClock clock = new MovableClock(1_000);
  private final boolean synced;
  private final OpenOptions options;
  private final long logBytes;
  private long now = 1_000;

  Setting(RandomGenerator random) {
    this.synced = random.nextInt(4) > 0;
    this.logBytes = random.nextBoolean() ? 1 << 9 : 1 << 20;
    this.options =
        OpenOptions.defaults()
            .mergeScheduling(
                MergeScheduling.defaults().withThreads(2)) // two merges go on at a time
            .fsync(synced ? FsyncPolicy.ALWAYS : FsyncPolicy.NEVER)
            .compression(random.nextBoolean() ? Compression.LZ4 : Compression.NONE)
            .access(random.nextInt(4) == 0 ? Access.MAPPED : Access.COPY)
            .mergePolicy(new NoMergePolicy())
            .clock(clock);
  }

  OpenOptions options() {
    return options;
  }

  /** Everything that was acknowledged survives it. */
  CrashModel crash() {
    return synced ? CrashModel.WEAK : CrashModel.PREFIX;
  }

  Tuning tuning(long seed) {
    return new Tuning(1 << 10, logBytes, 60, 0, -1, new Random(seed));
  }

  long now() {
    return now;
  }

  /** Lets time go by. */
  void wait(int millis) {
    now += millis;
    clock.set(now);
  }
}
