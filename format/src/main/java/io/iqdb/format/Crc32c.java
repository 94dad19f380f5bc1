package io.iqdb.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli), the one checksum of the format. */
public final class Crc32c {
  // polynomials have their lowest power in the highest bit, as checksums do
  private static final int POLYNOMIAL = 0x82F6_3B78;
  private static final int ONE = 1 << 31;
  private static final int X8 = 1 << 23;

  private Crc32c() {}

  /** Of {@code length} bytes from {@code offset} on. */
  public static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /** Of what remains in {@code bytes}, whose position stays. */
  public static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /**
   * Of the eight bytes of {@code salt}, little-endian, and then of what remains in {@code bytes},
   * whose position stays: so that a block of another file never validates in this one.
   */
  public static int salted(long salt, ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (salt >>> shift) & 0xff);
    }
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /**
   * Of two pieces of data, one behind the other, from the checksums of each: so that bytes that
   * belong to two sums are read once.
   *
   * @param shift what {@link #shift} gives for the length of the second piece
   */
  static int combine(int first, int second, int shift) {
    return multiply(shift, first) ^ second;
  }

  /** What a checksum is multiplied by when {@code length} bytes follow: x to the power of bits. */
  static int shift(long length) {
    int result = ONE;
    int square = X8;
    for (long left = length; left > 0; left >>>= 1) {
      if ((left & 1) != 0) {
        result = multiply(square, result);
      }
      square = multiply(square, square);
    }
    return result;
  }

  /** The product of two polynomials over GF(2), modulo that of the checksum. */
  private static int multiply(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int rest = a; rest != 0; rest <<= 1) {
      product ^= rest >> 31 & shifted;
      shifted = shifted >>> 1 ^ (-(shifted & 1) & POLYNOMIAL);
    }
    return product;
  }
}
