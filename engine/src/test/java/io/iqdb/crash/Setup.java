package io.iqdb.crash;

import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.write.Tuning;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * How the database of a script is opened: with small sizes, so that a few records cross every
 * boundary, and chance from a seed, so that every run is the same.
 */
record Setup(
    IqdbConfig config,
    OpenOptions options,
    long logReserve,
    long logBytes,
    int chunk,
    LongFunction<RandomGenerator> chance) {
  private static final long ALMOST_ENDLESS = 1L << 31;

  /** No timer acts within a test, for every run has to be the same. */
  private static final long NEVER_IDLE = -1;

  /** Chunks of bulk loads become segments from about three records on. */
  static Setup of(int dimension) {
    return new Setup(
        IqdbConfig.of(dimension, DistanceMetric.EUCLIDEAN),
        OpenOptions.defaults()
            .access(Access.COPY)
            .compression(Compression.NONE)
            .clock(InstantSource.fixed(Instant.EPOCH)),
        1024,
        ALMOST_ENDLESS,
        60,
        Random::new);
  }

  Setup fsync(FsyncPolicy policy) {
    return new Setup(config, options.fsync(policy), logReserve, logBytes, chunk, chance);
  }

  Setup reserve(long bytes) {
    return new Setup(config, options, bytes, logBytes, chunk, chance);
  }

  Setup logBytes(long bytes) {
    return new Setup(config, options, logReserve, bytes, chunk, chance);
  }

  Setup access(Access access) {
    return new Setup(config, options.access(access), logReserve, logBytes, chunk, chance);
  }

  Setup compression(Compression compression) {
    return new Setup(config, options.compression(compression), logReserve, logBytes, chunk, chance);
  }

  /** With the same chance whatever the seed. */
  Setup chance(RandomGenerator always) {
    return new Setup(config, options, logReserve, logBytes, chunk, _ -> always);
  }

  boolean acknowledgesAtOnce() {
    return options.fsync() instanceof FsyncPolicy.Always;
  }

  Tuning tuning(long seed) {
    return new Tuning(logReserve, logBytes, chunk, NEVER_IDLE, chance.apply(seed));
  }
}
