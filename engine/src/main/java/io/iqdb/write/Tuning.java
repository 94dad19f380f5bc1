package io.iqdb.write;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What no caller chooses: sizes, and chance. Tests take small sizes and a seed, so that a few
 * records meet every boundary and a failure repeats.
 *
 * @param logReserve space that a log keeps zero-filled ahead where every frame is synced
 * @param logBytes size at which a log is followed by another one
 * @param smallChunkBytes below this a chunk goes through the log and the memtable; a segment would
 *     be tiny
 * @param idleMicros after so long without a frame the last sync is recorded in one of its own;
 *     never where it is negative
 * @param chance salts of files, ids of databases; safe for several threads
 */
public record Tuning(
    long logReserve, long logBytes, int smallChunkBytes, long idleMicros, RandomGenerator chance) {
  private static final Tuning DEFAULTS =
      new Tuning(4 << 20, 1L << 31, 4 << 20, 50_000, () -> Secure.RANDOM.nextLong());

  /** Loaded when a file is first made: opening a database to read must not wait for it. */
  private static final class Secure {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  /** What databases run with. */
  public static Tuning defaults() {
    return DEFAULTS;
  }

  /** A random salt. */
  public long salt() {
    return chance.nextLong();
  }

  /** A random id of version 4. */
  public UUID database() {
    return new UUID(
        (chance.nextLong() & ~0xF000L) | 0x4000L, (chance.nextLong() & ~(3L << 62)) | (1L << 63));
  }
}
