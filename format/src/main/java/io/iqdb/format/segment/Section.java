package io.iqdb.format.segment;

import io.iqdb.format.MalformedException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What all sections share: little-endian fields, alignment, and the two ways to object. */
public final class Section {
  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Parts of a section start on cache lines. */
  static final int LINE = 64;

  /** Most rows of a segment: they are addressed by {@code int} and kept in arrays while written. */
  public static final int MAX_ROWS = Integer.MAX_VALUE - 8;

  private Section() {}

  /** Called with each range of a section before the first byte of it is believed. */
  @FunctionalInterface
  public interface Guard {
    /** For bytes that were verified before. */
    Guard VERIFIED = (offset, length) -> {};

    /**
     * Verifies a range; cheap when it was verified before.
     *
     * @param offset from the beginning of the section
     * @param length in bytes, inside the section
     */
    void verify(long offset, long length) throws IOException;
  }

  /** {@code value} rounded up to a multiple of {@code unit}, a power of two. */
  static long align(long value, int unit) {
    return (value + unit - 1) & -(long) unit;
  }

  /** Objects unless {@code found} is {@code expected}. */
  static void requireEqual(String what, long offset, long expected, long found) {
    if (expected != found) {
      throw malformed(what + " " + expected, Long.toString(found), offset);
    }
  }

  /** Objects unless {@code found} lies in {@code 0 .. most}. */
  static void requireAtMost(String what, long offset, long most, long found) {
    if (found < 0 || found > most) {
      throw malformed(what + " of 0 to " + most, Long.toString(found), offset);
    }
  }

  static MalformedException malformed(String expected, String found, long offset) {
    return new MalformedException(expected, found, offset);
  }
}
