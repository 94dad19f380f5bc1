package io.iqdb.format.segment;

import io.iqdb.format.codec.PayloadBlockCodec;
import io.iqdb.policy.Limits;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The index of a {@code PAYLOAD} section: which block holds the metadata of a row. A row in no
 * block has none, and where no row has any there is no section. Safe for any thread.
 *
 * <pre>
 *   0            blocks, each as {@link PayloadBlockCodec} writes it, one behind the other
 *   multiple of 8, index: for each block, ascending by rows
 *                0  first row u32     8  offset        u64
 *                4  rows      u32    16  stored length u32
 *                                    20  raw length    u32
 *   end - 32     blocks u64, offset of the index u64, rows with metadata u64, sum of raw lengths u64
 *
 *   raw block of n rows
 *   0            end of metadata u32 x n, from n x 4 on; a row whose metadata is 0 bytes has none
 *   n x 4        encoded metadata
 * </pre>
 */
public final class PayloadSection {
  static final int ENTRY_BYTES = 24;
  static final int TRAILER_BYTES = 32;
  static final int MAX_BLOCK_ROWS = 4096;

  private static final int ROWS = 4;
  private static final int OFFSET = 8;
  private static final int STORED = 16;
  private static final int RAW = 20;
  private static final int END_BYTES = Integer.BYTES;

  private final MemorySegment section;
  private final int rows;
  private final int blocks;
  private final long index;
  private final int payloadRows;
  private final Section.Guard guard;

  private PayloadSection(
      MemorySegment section,
      int rows,
      int blocks,
      long index,
      int payloadRows,
      Section.Guard guard) {
    this.section = section;
    this.rows = rows;
    this.blocks = blocks;
    this.index = index;
    this.payloadRows = payloadRows;
    this.guard = guard;
  }

  /** Reads the trailer of {@code section}, which is all of a {@code PAYLOAD} section. */
  public static PayloadSection open(MemorySegment section, int rows, Section.Guard guard)
      throws IOException {
    long length = section.byteSize();
    long trailer = length - TRAILER_BYTES;
    if (trailer < 0) {
      throw Section.malformed("at least " + TRAILER_BYTES + " bytes", Long.toString(length), 0);
    }
    guard.verify(trailer, TRAILER_BYTES);
    long blocks = section.get(Section.U64, trailer);
    Section.requireAtMost("blocks", trailer, Math.min(rows, trailer / ENTRY_BYTES), blocks);
    long index = section.get(Section.U64, trailer + 8);
    Section.requireEqual("index offset", trailer + 8, trailer - blocks * ENTRY_BYTES, index);
    long payloadRows = section.get(Section.U64, trailer + 16);
    Section.requireAtMost("rows with metadata", trailer + 16, rows, payloadRows);
    return new PayloadSection(section, rows, (int) blocks, index, (int) payloadRows, guard);
  }

  /** How many blocks there are. */
  public int blocks() {
    return blocks;
  }

  /** How many rows have metadata. */
  public int payloadRows() {
    return payloadRows;
  }

  /** The block that {@code row} belongs to, or -1 where it has no metadata. */
  public int findBlock(int row) throws IOException {
    int low = 0;
    int high = blocks;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firstRow(middle) <= row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int block = low - 1;
    return block >= 0 && row - firstRow(block) < rows(block) ? block : -1;
  }

  /** First row of a block. */
  public int firstRow(int block) throws IOException {
    long at = entry(block);
    int first = section.get(Section.U32, at);
    Section.requireAtMost("first row", at, rows - 1L, first);
    return first;
  }

  /** Rows of a block. */
  public int rows(int block) throws IOException {
    long at = entry(block) + ROWS;
    int count = section.get(Section.U32, at);
    long most = Math.min(MAX_BLOCK_ROWS, (long) rows - firstRow(block));
    if (count < 1 || count > most) {
      throw Section.malformed("1 to " + most + " rows", Integer.toString(count), at);
    }
    return count;
  }

  /** Where a block is in the section. */
  public long offset(int block) throws IOException {
    long at = entry(block) + OFFSET;
    long offset = section.get(Section.U64, at);
    Section.requireAtMost("block offset", at, index, offset);
    return offset;
  }

  /** Bytes of a block as it is stored. */
  public int storedLength(int block) throws IOException {
    long at = entry(block) + STORED;
    int length = section.get(Section.U32, at);
    long most = Math.min(index - offset(block), maxStored());
    if (length < PayloadBlockCodec.HEADER_BYTES || length > most) {
      throw Section.malformed("a stored length up to " + most, Integer.toString(length), at);
    }
    return length;
  }

  /** Bytes of a block after decompression. */
  public int rawLength(int block) throws IOException {
    long at = entry(block) + RAW;
    int length = section.get(Section.U32, at);
    if (length < rows(block) * END_BYTES || length > PayloadBlockCodec.MAX_RAW_BYTES) {
      throw Section.malformed("a raw length", Integer.toString(length), at);
    }
    return length;
  }

  /** A block that does not shrink is stored as it is. */
  private static int maxStored() {
    return PayloadBlockCodec.HEADER_BYTES + PayloadBlockCodec.MAX_RAW_BYTES;
  }

  private long entry(int block) throws IOException {
    long at = index + (long) block * ENTRY_BYTES;
    guard.verify(at, ENTRY_BYTES);
    return at;
  }

  /** Where the metadata of the {@code ordinal}-th of {@code rows} rows of a raw block begins. */
  public static int start(byte[] raw, int rows, int ordinal) {
    return ordinal == 0 ? rows * END_BYTES : end(raw, rows, ordinal - 1);
  }

  /** Where it ends. */
  public static int end(byte[] raw, int rows, int ordinal) {
    int at = ordinal * END_BYTES;
    int end = (raw[at] & 0xFF) | (raw[at + 1] & 0xFF) << 8 | (raw[at + 2] & 0xFF) << 16;
    return rows * END_BYTES + (end | raw[at + 3] << 24);
  }

  /**
   * Objects unless the ends of a raw block ascend up to its length; before that {@link #start} and
   * {@link #end} are not to be believed.
   */
  public static void checkRaw(byte[] raw, int length, int rows) {
    int previous = rows * END_BYTES;
    for (int i = 0; i < rows; i++) {
      int end = end(raw, rows, i);
      if (end < previous || end > length || end - previous > Limits.MAX.metadataBytes()) {
        throw Section.malformed(
            "an end of metadata from " + previous + " to " + length, Integer.toString(end), 0);
      }
      previous = end;
    }
    Section.requireEqual("raw length", 0, length, previous);
  }

  /** Objects unless blocks follow each other, in the section and in rows, and sums are right. */
  public void check() throws IOException {
    int nextRow = 0;
    long nextOffset = 0;
    long raw = 0;
    for (int block = 0; block < blocks; block++) {
      Section.requireEqual("block offset", entry(block) + OFFSET, nextOffset, offset(block));
      int first = firstRow(block);
      if (first < nextRow) {
        throw Section.malformed(
            "a first row of at least " + nextRow, Integer.toString(first), entry(block));
      }
      nextRow = first + rows(block);
      nextOffset += storedLength(block);
      raw += rawLength(block);
    }
    long trailer = section.byteSize() - TRAILER_BYTES;
    Section.requireEqual("end of blocks", trailer + 8, index, Section.align(nextOffset, 8));
    Section.requireEqual("raw bytes", trailer + 24, raw, section.get(Section.U64, trailer + 24));
  }
}
