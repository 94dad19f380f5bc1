package io.iqdb.torture;

import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
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
