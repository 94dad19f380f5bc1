package io.iqdb.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C (Castagnoli), the one checksum of the format. */
public final class Crc32c {
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
}
