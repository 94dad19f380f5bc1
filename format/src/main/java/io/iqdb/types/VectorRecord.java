package io.iqdb.types;

import io.iqdb.error.Require;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record of a database. Immutable; the methods that take an argument give changed copies.
 *
 * @param id the caller's key
 * @param vector of the database's dimension
 * @param metadata or null where the record has none
 * @param expiresAt in UTC milliseconds since 1970, 1 or later: from then on the record is no longer
 *     there; or {@link #NEVER}
 */
public record VectorRecord(
    VectorId id, Vector vector, @Nullable Metadata metadata, long expiresAt) {
  /** What {@link #expiresAt()} says of a record that stays until it is deleted. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Checks that the expiry is a time after the beginning of 1970. */
  public VectorRecord {
    Require.argument(
        expiresAt >= 1,
        "expiresAt is %d, it must be a time in milliseconds since 1970, at least 1",
        expiresAt);
  }

  /** Never expires. */
  public VectorRecord(VectorId id, Vector vector, @Nullable Metadata metadata) {
    this(id, vector, metadata, NEVER);
  }

  /** Without metadata; never expires. */
  public static VectorRecord of(VectorId id, Vector vector) {
    return new VectorRecord(id, vector, null);
  }

  /** With metadata; never expires. */
  public static VectorRecord of(VectorId id, Vector vector, Metadata metadata) {
    return new VectorRecord(id, vector, metadata);
  }

  /** The same with another expiry: milliseconds since 1970, or {@link #NEVER}. */
  public VectorRecord expiresAt(long millis) {
    return new VectorRecord(id, vector, metadata, millis);
  }

  /** The same with another expiry, to the millisecond. */
  public VectorRecord expiresAt(Instant time) {
    return expiresAt(millis(time));
  }

  private static long millis(Instant time) {
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException beyondLong) {
      return time.isAfter(Instant.EPOCH) ? NEVER : 0;
    }
  }

  /** The same with other metadata, or with none. */
  public VectorRecord metadata(@Nullable Metadata other) {
    return new VectorRecord(id, vector, other, expiresAt);
  }

  /** Whether it is there until it is deleted. */
  public boolean neverExpires() {
    return expiresAt == NEVER;
  }
}
