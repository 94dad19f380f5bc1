package io.iqdb.torture;

import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.LogMergePolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.policy.Verification;
import io.iqdb.types.DistanceMetric;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Random configurations of a directory, and random options of a round. */
final class Setting {
  private static final List<Integer> DIMENSIONS = List.of(4, 32, 128);
  private static final List<DistanceMetric> METRICS =
      List.of(
          DistanceMetric.EUCLIDEAN,
          DistanceMetric.COSINE,
          DistanceMetric.DOT,
          DistanceMetric.MANHATTAN);

  private static final List<Compression> COMPRESSIONS =
      Stream.of(Compression.values()).filter(Setting::present).toList();

  private Setting() {}

  /** Of the directory with this seed. */
  static IqdbConfig config(long seed) {
    SplittableRandom random = new SplittableRandom(Mix.of(seed, 1));
    return IqdbConfig.of(
        DIMENSIONS.get(random.nextInt(DIMENSIONS.size())),
        METRICS.get(random.nextInt(METRICS.size())));
  }

  /** Of the round with this seed. */
  static OpenOptions options(long seed) {
    SplittableRandom random = new SplittableRandom(Mix.of(seed, 2));
    return OpenOptions.defaults()
        .fsync(fsync(random))
        .memtableBytes((64L << 10) << random.nextInt(5))
        .compression(COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())))
        .access(random.nextInt(4) == 0 ? Access.COPY : Access.MAPPED)
        .verification(random.nextInt(4) == 0 ? Verification.FULL : Verification.LAZY);
  }

  /** The same where much is to be merged: small segments, and nothing merged before it is let. */
  static OpenOptions merging(long seed) {
    SplittableRandom random = new SplittableRandom(Mix.of(seed, 6));
    long rate = random.nextInt(3) == 0 ? 0 : (256L << 10) << random.nextInt(7);
    return options(seed)
        .memtableBytes(64 << 10)
        .mergePolicy(new NoMergePolicy())
        .mergeScheduling(
            MergeScheduling.defaults()
                .withThreads(1 + random.nextInt(3))
                .withBytesPerSecond(rate)
                .withLargeBytes(64 << 10));
  }

  /** Joins whatever two segments there are of about one size, in tiers or by age. */
  static MergePolicy eager(long seed) {
    return new SplittableRandom(Mix.of(seed, 7)).nextInt(3) == 0
        ? LogMergePolicy.defaults().withMergeFactor(2).withMinBytes(16 << 10)
        : TieredMergePolicy.defaults()
            .withSegmentsPerTier(2)
            .withMaxMergeAtOnce(3)
            .withFloorBytes(16 << 10)
            .withAllowedDeletedShare(0.1);
  }

  /** Zstandard's library is the user's to add. */
  private static boolean present(Compression compression) {
    return compression != Compression.ZSTD
        || ClassLoader.getSystemResource("com/github/luben/zstd/Zstd.class") != null;
  }

  private static FsyncPolicy fsync(SplittableRandom random) {
    return switch (random.nextInt(7)) {
      case 0 -> FsyncPolicy.NEVER;
      case 1 -> FsyncPolicy.periodic(Duration.ofMillis(1 + random.nextInt(20)));
      default -> FsyncPolicy.ALWAYS;
    };
  }
}
