package io.iqdb.tools;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.policy.LogMergePolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The merge policy that a command line asks for; what is not named keeps its default. */
final class PolicyOptions {
  private static final String WIDTH = "--segments-per-tier";
  private static final String FLOOR = "--floor";
  private static final String LARGEST = "--max-merged";
  private static final String AT_ONCE = "--max-at-once";
  private static final String WEIGHT = "--reclaim-weight";
  private static final String DELETED_SHARE = "--deleted-share";

  private enum Kind {
    TIERED,
    LOG
  }

  @Option(
      names = "--policy",
      description = "How segments are chosen: ${COMPLETION-CANDIDATES}; tiered by default.")
  private Kind kind = Kind.TIERED;

  @Option(
      names = WIDTH,
      paramLabel = "N",
      description = "tiered: segments that a tier may keep; log: segments merged into one.")
  private @Nullable Integer width;

  @Option(
      names = FLOOR,
      paramLabel = "BYTES",
      description =
          "Segments below this size count as equally small; never more than the largest merge.")
  private @Nullable Long floor;

  @Option(
      names = LARGEST,
      paramLabel = "BYTES",
      description = "No merge of several segments makes more live bytes.")
  private @Nullable Long largest;

  @Option(
      names = AT_ONCE,
      paramLabel = "N",
      description = "tiered: segments that one merge may take.")
  private @Nullable Integer atOnce;

  @Option(
      names = WEIGHT,
      paramLabel = "WEIGHT",
      description = "tiered: how much deleted rows attract merges that are due anyway.")
  private @Nullable Double weight;

  @Option(
      names = DELETED_SHARE,
      paramLabel = "SHARE",
      description = "Share of the bytes that deleted rows may take.")
  private @Nullable Double deletedShare;

  PolicyOptions() {}

  /** The policy; refuses values out of their range. */
  MergePolicy policy() {
    return switch (kind) {
      case TIERED -> tiered();
      case LOG -> log();
    };
  }

  private TieredMergePolicy tiered() {
    TieredMergePolicy defaults = TieredMergePolicy.defaults();
    TieredMergePolicy policy = defaults.withFloorBytes(1); // its range depends on the largest merge
    policy = with(LARGEST, policy, largest, TieredMergePolicy::withMaxMergedBytes);
    long least = Math.min(defaults.floorBytes(), policy.maxMergedBytes());
    policy = with(FLOOR, policy, floor == null ? least : floor, TieredMergePolicy::withFloorBytes);
    policy = with(WIDTH, policy, width, TieredMergePolicy::withSegmentsPerTier);
    policy = with(AT_ONCE, policy, atOnce, TieredMergePolicy::withMaxMergeAtOnce);
    policy = with(WEIGHT, policy, weight, TieredMergePolicy::withReclaimWeight);
    return with(DELETED_SHARE, policy, deletedShare, TieredMergePolicy::withAllowedDeletedShare);
  }

  private LogMergePolicy log() {
    requireTiered(AT_ONCE, atOnce);
    requireTiered(WEIGHT, weight);
    LogMergePolicy defaults = LogMergePolicy.defaults();
    LogMergePolicy policy = defaults.withMinBytes(1); // its range depends on the largest merge
    policy = with(LARGEST, policy, largest, LogMergePolicy::withMaxBytes);
    long least = Math.min(defaults.minBytes(), policy.maxBytes());
    policy = with(FLOOR, policy, floor == null ? least : floor, LogMergePolicy::withMinBytes);
    policy = with(WIDTH, policy, width, LogMergePolicy::withMergeFactor);
    return with(DELETED_SHARE, policy, deletedShare, LogMergePolicy::withAllowedDeletedShare);
  }

  private static void requireTiered(String option, @Nullable Object value) {
    if (value != null) {
      throw new InvalidConfigException(option + ": the log policy has no such field");
    }
  }

  /** The policy with what {@code option} asks for; the message names it where it is refused. */
  private static <P, V> P with(
      String option, P policy, @Nullable V value, BiFunction<P, V, P> wither) {
    if (value == null) {
      return policy;
    }
    try {
      return wither.apply(policy, value);
    } catch (InvalidConfigException refused) {
      throw new InvalidConfigException(option + ": " + refused.getMessage());
    }
  }
}
