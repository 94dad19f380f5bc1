package io.iqdb.format;

import io.iqdb.error.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last 64 bytes of every published file ({@code spec/FORMAT.md}, section 3).
 *
 * <pre>
 *  0          4        8              16       24       32     40           44     52    56
 *  | sections | blocks | footer start | length | number | salt | tables crc | zero | crc | ~magic |
 * </pre>
 *
 * @param sections how many entries the section table has
 * @param blocks how many checksums the block table has
 * @param footerStart where the content ends and the block table begins
 * @param fileLength of the whole file, the tail included
 * @param fileNumber as in the header
 * @param salt as in the header
 * @param tablesCrc CRC32C of both tables
 */
public record FileTail(
    int sections,
    int blocks,
    long footerStart,
    long fileLength,
    long fileNumber,
    long salt,
    int tablesCrc) {
  /** Length of a tail. */
  public static final int BYTES = 64;

  /** Most sections of one file. */
  public static final int MAX_SECTIONS = 256;

  private static final int BLOCKS = 4;
  private static final int FOOTER_START = 8;
  private static final int FILE_LENGTH = 16;
  private static final int FILE_NUMBER = 24;
  private static final int SALT = 32;
  private static final int TABLES_CRC = 40;
  private static final int ZERO = 44;
  private static final int CRC = 52;
  private static final int INVERTED_MAGIC = 56;

  /** Length of both tables, which lie between the content and the tail. */
  public int tableBytes() {
    return tableBytes(sections, blocks);
  }

  static int tableBytes(int sections, int blocks) {
    return Math.addExact(
        Math.multiplyExact(blocks, Integer.BYTES),
        Math.multiplyExact(sections, SectionEntry.BYTES));
  }

  void encode(ByteBuffer target) {
    ByteBuffer bytes = target.slice(target.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, sections);
    bytes.putInt(BLOCKS, blocks);
    bytes.putLong(FOOTER_START, footerStart);
    bytes.putLong(FILE_LENGTH, fileLength);
    bytes.putLong(FILE_NUMBER, fileNumber);
    bytes.putLong(SALT, salt);
    bytes.putInt(TABLES_CRC, tablesCrc);
    bytes.putInt(CRC, Crc32c.of(bytes.slice(0, CRC)));
    bytes.putLong(INVERTED_MAGIC, ~FileHeader.MAGIC);
    target.position(target.position() + BYTES);
  }

  /**
   * Reads the 64 bytes at the position of {@code source}, which stays. Every length in the result
   * has been checked against {@code actualLength}, the length of the file.
   *
   * @throws CorruptFileException where they are no tail, or not that of the file with this header
   */
  public static FileTail decode(
      ByteBuffer source, FileName file, FileHeader header, long actualLength) {
    FilePart part = new FilePart(file, "footer");
    long at = Math.max(0, actualLength - BYTES);
    if (source.remaining() < BYTES || actualLength < FileHeader.BYTES + (long) BYTES) {
      throw part.damage(at, "a file of at least 128 bytes", actualLength + " bytes");
    }
    ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long magic = bytes.getLong(INVERTED_MAGIC);
    part.require("inverted magic", ~FileHeader.MAGIC, magic, at + INVERTED_MAGIC);
    part.requireChecksum(bytes.getInt(CRC), Crc32c.of(bytes.slice(0, CRC)), at + CRC);
    part.require("file length", actualLength, bytes.getLong(FILE_LENGTH), at + FILE_LENGTH);
    part.require("file number", header.number(), bytes.getLong(FILE_NUMBER), at + FILE_NUMBER);
    part.require("salt", header.salt(), bytes.getLong(SALT), at + SALT);
    part.require("reserved bytes", 0, bytes.getLong(ZERO), at + ZERO);
    long footerStart = bytes.getLong(FOOTER_START);
    if (footerStart < FileHeader.BYTES || footerStart > at) {
      throw part.damage(at + FOOTER_START, "footer start from 64 to " + at, "" + footerStart);
    }
    long sections = Integer.toUnsignedLong(bytes.getInt(0));
    if (sections > MAX_SECTIONS) {
      throw part.damage(at, "at most " + MAX_SECTIONS + " sections", "" + sections);
    }
    long blocks = Integer.toUnsignedLong(bytes.getInt(BLOCKS));
    part.require("block count", BlockChecksums.blocksOf(footerStart), blocks, at + BLOCKS);
    if (blocks > BlockChecksums.MAX_BLOCKS) {
      throw part.damage(
          at + BLOCKS, "at most " + BlockChecksums.MAX_BLOCKS + " blocks", "" + blocks);
    }
    int tableBytes = tableBytes((int) sections, (int) blocks);
    part.require("table length", at - footerStart, tableBytes, at + FOOTER_START);
    return new FileTail(
        (int) sections,
        (int) blocks,
        footerStart,
        actualLength,
        header.number(),
        header.salt(),
        bytes.getInt(TABLES_CRC));
  }
}
