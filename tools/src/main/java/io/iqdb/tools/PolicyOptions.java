package io.iqdb.tools;

import io.iqdb.policy.LogMergePolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The merge policy that a command line asks for; what is not named keeps its default. */
final class PolicyOptions {
  private enum Kind {
    TIERED,
    LOG
  }

  @Option(
      names = "--policy",
      description = "How segments are chosen: ${COMPLETION-CANDIDATES}; tiered by default.")
  private Kind kind = Kind.TIERED;

  @Option(
      names = "--segments-per-tier",
      paramLabel = "N",
      description = "tiered: segments that a tier may keep; log: segments merged into one.")
  private @Nullable Integer width;

  @Option(
      names = "--floor",
      paramLabel = "BYTES",
      description = "Segments below this size count as equally small.")
  private @Nullable Long floor;

  @Option(
      names = "--max-merged",
      paramLabel = "BYTES",
      description = "No merge of several segments makes more live bytes.")
  private @Nullable Long largest;

  @Option(
      names = "--deleted-share",
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
    TieredMergePolicy policy = TieredMergePolicy.defaults();
    policy = largest == null ? policy : policy.withMaxMergedBytes(largest);
    policy = floor == null ? policy : policy.withFloorBytes(floor);
    policy = width == null ? policy : policy.withSegmentsPerTier(width);
    return deletedShare == null ? policy : policy.withAllowedDeletedShare(deletedShare);
  }

  private LogMergePolicy log() {
    LogMergePolicy policy = LogMergePolicy.defaults();
    policy = largest == null ? policy : policy.withMaxBytes(largest);
    policy = floor == null ? policy : policy.withMinBytes(floor);
    policy = width == null ? policy : policy.withMergeFactor(width);
    return deletedShare == null ? policy : policy.withAllowedDeletedShare(deletedShare);
  }
}
