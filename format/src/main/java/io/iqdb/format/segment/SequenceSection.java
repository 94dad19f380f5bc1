package io.iqdb.format.segment;

import io.iqdb.error.Require;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A {@code SEQ} section: how far the sequence number of each row lies above what it would be
 * without gaps, {@code sequence - base - row}, in as many bits as the last row needs. Where that is
 * none, there is no section. Rows ascend by sequence, so these offsets never fall. Safe for any
 * thread.
 *
 * <pre>
 *   0   width in bits   u32, 1 to 56
 *   4   zero            u32
 *   8   rows            u64
 *   16  offsets         width bits each, lowest bit first
 *       zero            8 bytes and up to the next byte, so that any value is read as one u64
 * </pre>
 */
public final class SequenceSection {
  private static final int HEADER_BYTES = 16;
  private static final int ROWS = 8;
  private static final int MAX_WIDTH = 56; // with up to 7 bits before it, a value fits a u64

  private final MemorySegment section;
  private final int width;
  private final Section.Guard guard;

  private SequenceSection(MemorySegment section, int width, Section.Guard guard) {
    this.section = section;
    this.width = width;
    this.guard = guard;
  }

  /**
   * Bits that the offset {@code last} of the last row needs; 0 means that no section is written.
   */
  public static int width(long last) {
    int width = Long.SIZE - Long.numberOfLeadingZeros(last);
    Require.state(width <= MAX_WIDTH, "sequence numbers leave gaps of %d bits", width);
    return width;
  }

  /** Exact length of a section. */
  public static long length(int rows, int width) {
    return HEADER_BYTES + Math.ceilDiv((long) rows * width, Byte.SIZE) + Long.BYTES;
  }

  /** Reads the header of {@code section}, which is all of a {@code SEQ} section. */
  public static SequenceSection open(MemorySegment section, int rows, Section.Guard guard)
      throws IOException {
    if (section.byteSize() < HEADER_BYTES) {
      throw Section.malformed(
          "at least " + HEADER_BYTES + " bytes", Long.toString(section.byteSize()), 0);
    }
    guard.verify(0, HEADER_BYTES);
    long width = section.get(Section.U64, 0);
    if (width < 1 || width > MAX_WIDTH) {
      throw Section.malformed("a width of 1 to " + MAX_WIDTH, Long.toString(width), 0);
    }
    Section.requireEqual("rows", ROWS, rows, section.get(Section.U64, ROWS));
    Section.requireEqual("length", 0, length(rows, (int) width), section.byteSize());
    return new SequenceSection(section, (int) width, guard);
  }

  /** What the sequence number of {@code row} exceeds {@code base + row} by. */
  public long offset(int row) throws IOException {
    long bit = (long) row * width;
    long at = HEADER_BYTES + bit / Byte.SIZE;
    guard.verify(at, Long.BYTES);
    return section.get(Section.U64, at) >>> (bit & Byte.SIZE - 1) & (1L << width) - 1;
  }

  /** Objects unless offsets never fall and the last one needs the width. */
  public void check(int rows) throws IOException {
    long previous = 0;
    for (int row = 0; row < rows; row++) {
      long offset = offset(row);
      if (offset < previous) {
        throw Section.malformed(
            "sequence offset of row " + row + " of at least " + previous,
            Long.toString(offset),
            HEADER_BYTES + (long) row * width / Byte.SIZE);
      }
      previous = offset;
    }
    Section.requireEqual("width", 0, width(previous), width);
  }

  /** Writes a section row by row; used by one thread. */
  public static final class Writer {
    private final SectionOutput out;
    private final int width;
    private final int rows;
    private long pending;
    private int bits;

    /** For exactly {@code rows} rows, with the width of the last one. */
    public Writer(SectionOutput.Sink sink, int rows, int width) throws IOException {
      this.out = new SectionOutput(sink);
      this.width = width;
      this.rows = rows;
      out.putLong(width);
      out.putLong(rows);
    }

    /** Appends the offset of the next row. */
    public void add(long offset) throws IOException {
      Require.state(offset >= 0 && offset >>> width == 0, "offset %d in %d bits", offset, width);
      pending |= offset << bits; // at most 7 bits are pending
      bits += width;
      while (bits >= Byte.SIZE) {
        out.putByte((int) pending);
        pending >>>= Byte.SIZE;
        bits -= Byte.SIZE;
      }
    }

    /** Writes what is left. */
    public void finish() throws IOException {
      if (bits > 0) {
        out.putByte((int) pending);
      }
      out.putLong(0);
      out.flush();
      Require.state(out.position() == length(rows, width), "sequences of %d rows", rows);
    }
  }
}
