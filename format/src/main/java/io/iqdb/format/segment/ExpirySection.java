package io.iqdb.format.segment;

import java.lang.foreign.MemorySegment;

/**
 * An {@code EXPIRY} section: for each row the time, in milliseconds since 1970, from which on it is
 * no longer there. Written only where at least one row expires. Safe for any thread.
 *
 * <pre>
 *   row x 8  time i64, {@link #NEVER} for a row that does not expire
 * </pre>
 */
public final class ExpirySection {
  /** The time of a row that does not expire. */
  public static final long NEVER = Long.MAX_VALUE;

  private ExpirySection() {}

  /** Exact length of the section of {@code rows} rows. */
  public static long length(int rows) {
    return (long) rows * Long.BYTES;
  }

  /** Where the time of {@code row} is. */
  public static long offset(int row) {
    return (long) row * Long.BYTES;
  }

  /** The time of {@code row}, at least 1; its bytes were verified before. */
  public static long get(MemorySegment section, int row) {
    long time = section.get(Section.U64, offset(row));
    if (time < 1) {
      throw Section.malformed("a time after the beginning of 1970", time + " ms", offset(row));
    }
    return time;
  }
}
