package io.iqdb.benchmarks.churn;

import io.iqdb.DatabaseStats;
import io.iqdb.Iqdb;
import io.iqdb.policy.SegmentDescription;

/** Takes samples of a database. */
final class Looks {
  private Looks() {}

  /** What stands on disk and was written so far. */
  static Amplification.Sample at(Iqdb db, double seconds, long operations) {
    DatabaseStats stats = db.stats();
    return new Amplification.Sample(
        seconds,
        operations,
        stats.segments().size(),
        (double) stats.segments().stream().mapToLong(SegmentDescription::bytes).sum()
            / stats.liveBytes(),
        stats.spaceAmplification(),
        stats.writeAmplification());
  }
}
