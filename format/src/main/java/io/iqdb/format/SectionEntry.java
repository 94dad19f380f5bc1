package io.iqdb.format;

import io.iqdb.error.UnsupportedVersionException;
import java.nio.ByteBuffer;

/**
 * One row of a section table ({@code spec/FORMAT.md}, section 3).
 *
 * <pre>
 *  0     2         4       8        16       24    28
 *  | tag | version | flags | offset | length | crc | zero |
 * </pre>
 *
 * @param tag of a {@link SectionKind}, or of a later one
 * @param version of the layout of the section, from 1 on
 * @param flags {@link #REQUIRED} or 0
 * @param offset in the file
 * @param length in bytes
 * @param crc CRC32C of the section
 */
public record SectionEntry(int tag, int version, int flags, long offset, long length, int crc) {
  /** Length of an entry. */
  public static final int BYTES = 32;

  /** The flag of a section that no reader may ignore. */
  public static final int REQUIRED = 1;

  /** Sections of this length and more start on {@link #LARGE_ALIGNMENT}. */
  public static final long LARGE = 1L << 20;

  /** Where large sections start: a multiple of every page size in use. */
  public static final int LARGE_ALIGNMENT = 1 << 16;

  /** Where other sections start. */
  public static final int ALIGNMENT = 64;

  private static final int MAX_VERSION = 0xffff;

  /** The alignment of a section of {@code length} bytes. */
  public static int alignment(long length) {
    return length >= LARGE ? LARGE_ALIGNMENT : ALIGNMENT;
  }

  /** Where the section ends in the file. */
  public long end() {
    return offset + length;
  }

  /** Whether {@link #REQUIRED} is set. */
  public boolean isRequired() {
    return (flags & REQUIRED) != 0;
  }

  /** What messages call the section. */
  public String label() {
    return SectionKind.of(tag).map(Enum::name).orElse("section " + tag);
  }

  /**
   * Checks that the layout of the section is known.
   *
   * @param newest the newest version of it that the caller reads
   * @throws UnsupportedVersionException where it is newer
   */
  public void requireVersion(int newest, FileName file) {
    if (version > newest) {
      throw new UnsupportedVersionException(
          file + ", " + label() + " has version " + version + ", the newest known is " + newest);
    }
  }

  void encode(ByteBuffer target) {
    target
        .putShort((short) tag)
        .putShort((short) version)
        .putInt(flags)
        .putLong(offset)
        .putLong(length)
        .putInt(crc)
        .putInt(0);
  }

  /**
   * Reads the entry at the position of {@code source}. Its offset and length may be anything
   * sensible between {@code from} and {@code end} in the file.
   */
  static SectionEntry decode(ByteBuffer source, long from, long end, FilePart part, long at) {
    SectionEntry entry =
        new SectionEntry(
            Short.toUnsignedInt(source.getShort()),
            Short.toUnsignedInt(source.getShort()),
            source.getInt(),
            source.getLong(),
            source.getLong(),
            source.getInt());
    part.require("reserved bytes", 0, source.getInt(), at + 28);
    if (entry.version < 1 || entry.version > MAX_VERSION) {
      throw part.damage(at + 2, "a section version", Integer.toString(entry.version));
    }
    if ((entry.flags & ~REQUIRED) != 0) {
      throw part.damage(at + 4, "known section flags", Integer.toHexString(entry.flags));
    }
    if (entry.offset < from || entry.offset > end) {
      throw part.damage(at + 8, "offset from " + from + " to " + end, "" + entry.offset);
    }
    if (entry.length < 0 || entry.length > end - entry.offset) {
      throw part.damage(at + 16, "length up to " + (end - entry.offset), "" + entry.length);
    }
    if (entry.offset % alignment(entry.length) != 0) {
      throw part.damage(
          at + 8, "a multiple of " + alignment(entry.length), "offset " + entry.offset);
    }
    return entry;
  }
}
