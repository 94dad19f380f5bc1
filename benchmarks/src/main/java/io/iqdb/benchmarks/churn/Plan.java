package io.iqdb.benchmarks.churn;

import io.iqdb.policy.LogMergePolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import java.nio.file.Path;

/**
 * What a run does.
 *
 * @param directory for the database and its copies; emptied first
 * @param vectors a file of vectors in fvecs form, none of them zero
 * @param policy how segments are merged
 * @param minutes to run at least
 * @param operations to do at least
 * @param searches spread over the run
 * @param snapshots taken, each held while others are, spread over the run
 * @param checkpoints made and opened, spread over the run
 */
record Plan(
    Path directory,
    Path vectors,
    MergePolicy policy,
    double minutes,
    long operations,
    int searches,
    int snapshots,
    int checkpoints) {
  /** DIRECTORY VECTORS [POLICY [MINUTES [OPERATIONS]]]; the rest follows the operations. */
  static Plan of(String[] arguments) {
    long operations = arguments.length > 4 ? Long.parseLong(arguments[4]) : 5_000_000;
    return new Plan(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        policy(arguments.length > 2 ? arguments[2] : "tiered"),
        arguments.length > 3 ? Double.parseDouble(arguments[3]) : 30,
        operations,
        (int) Math.max(100, operations / 250),
        (int) Math.max(4, operations / 25_000),
        (int) Math.max(2, operations / 100_000));
  }

  private static MergePolicy policy(String name) {
    return switch (name) {
      case "tiered" -> TieredMergePolicy.defaults().withFloorBytes(1 << 20);
      case "log" -> LogMergePolicy.defaults().withMinBytes(1 << 20);
      case "none" -> new NoMergePolicy();
      default -> throw new IllegalArgumentException("no policy is called " + name);
    };
  }
}
