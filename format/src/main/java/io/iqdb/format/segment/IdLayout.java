package io.iqdb.format.segment;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Where the parts of an {@code IDS} section are. All offsets follow from six counts; the header
 * carries both, and a reader believes neither alone ({@code spec/FORMAT.md}, 7.2).
 *
 * <pre>
 *   0  rows                    64  filter offset          (64-byte blocks)
 *   8  numeric ids             72  filter blocks
 *  16  byte ids                80  number pages offset
 *  24  number fences offset    88  byte pages offset
 *  32  byte fences offset      96  byte pages
 *  40  byte fences length     104  kinds offset           (1 bit a row, where both kinds occur)
 *  48  blob offset            112  table offset           (8 bytes a row)
 *  56  blob length            120  section length
 * </pre>
 *
 * @param rows rows of the segment
 * @param numbers how many of them have a numeric id
 * @param bytes how many have a byte id
 * @param byteFencesLength bytes of the separators of byte pages
 * @param bytePages pages of 4 KiB
 * @param filterBlocks blocks of the filter
 * @param blobLength bytes of all byte ids
 */
record IdLayout(
    int rows,
    int numbers,
    int bytes,
    long byteFencesLength,
    long bytePages,
    long filterBlocks,
    long blobLength) {
  static final int HEADER_BYTES = 128;
  static final int PAGE_BYTES = 4096;

  private static final int ROWS = 0;
  private static final int NUMBERS = 8;
  private static final int BYTES = 16;
  private static final int NUMBER_FENCES_OFFSET = 24;
  private static final int BYTE_FENCES_OFFSET = 32;
  private static final int BYTE_FENCES_LENGTH = 40;
  private static final int BLOB_OFFSET = 48;
  private static final int BLOB_LENGTH = 56;
  private static final int FILTER_OFFSET = 64;
  private static final int FILTER_BLOCKS = 72;
  private static final int NUMBER_PAGES_OFFSET = 80;
  private static final int BYTE_PAGES_OFFSET = 88;
  private static final int BYTE_PAGES = 96;
  private static final int KINDS_OFFSET = 104;
  private static final int TABLE_OFFSET = 112;
  private static final int LENGTH = 120;

  long numberFences() {
    return HEADER_BYTES;
  }

  long byteFences() {
    return Section.align(
        numberFences() + (long) NumberPages.pages(numbers) * Long.BYTES, Section.LINE);
  }

  long filter() {
    return Section.align(byteFences() + byteFencesLength, Section.LINE);
  }

  long numberPages() {
    return pagesAfter(filter() + filterBlocks * IdFilter.BLOCK_BYTES, NumberPages.pages(numbers));
  }

  long bytePagesOffset() {
    return pagesAfter(numberPages() + NumberPages.length(numbers), bytePages);
  }

  long kinds() {
    return Section.align(bytePagesOffset() + bytePages * PAGE_BYTES, Section.LINE);
  }

  long kindsLength() {
    return numbers > 0 && bytes > 0 ? Math.ceilDiv((long) rows, Byte.SIZE) : 0;
  }

  long table() {
    return Section.align(kinds() + kindsLength(), Section.LINE);
  }

  long blob() {
    return table() + (long) rows * Long.BYTES;
  }

  long length() {
    return blob() + blobLength;
  }

  /** One page need not be aligned: so a small segment stays small. */
  private static long pagesAfter(long end, long pages) {
    return Section.align(end, pages > 1 ? PAGE_BYTES : Section.LINE);
  }

  void writeTo(SectionOutput out) throws IOException {
    out.putLong(rows);
    out.putLong(numbers);
    out.putLong(bytes);
    out.putLong(numberFences());
    out.putLong(byteFences());
    out.putLong(byteFencesLength);
    out.putLong(blob());
    out.putLong(blobLength);
    out.putLong(filter());
    out.putLong(filterBlocks);
    out.putLong(numberPages());
    out.putLong(bytePagesOffset());
    out.putLong(bytePages);
    out.putLong(kinds());
    out.putLong(table());
    out.putLong(length());
  }

  /** Reads and checks the header of {@code section}, which is all of an {@code IDS} section. */
  static IdLayout read(MemorySegment section, int rows, Section.Guard guard) throws IOException {
    long length = section.byteSize();
    if (length < HEADER_BYTES) {
      throw Section.malformed("at least " + HEADER_BYTES + " bytes", Long.toString(length), 0);
    }
    guard.verify(0, HEADER_BYTES);
    Section.requireEqual("rows", ROWS, rows, section.get(Section.U64, ROWS));
    long numbers = section.get(Section.U64, NUMBERS);
    Section.requireAtMost("numeric ids", NUMBERS, rows, numbers);
    Section.requireEqual("byte ids", BYTES, rows - numbers, section.get(Section.U64, BYTES));
    IdLayout layout =
        new IdLayout(
            rows,
            (int) numbers,
            (int) (rows - numbers),
            atMost(section, "length of byte fences", BYTE_FENCES_LENGTH, length),
            atMost(section, "byte pages", BYTE_PAGES, length / PAGE_BYTES),
            atMost(section, "filter blocks", FILTER_BLOCKS, length / IdFilter.BLOCK_BYTES),
            atMost(section, "length of the blob", BLOB_LENGTH, length));
    layout.requireCounts();
    Section.requireEqual("section length", LENGTH, length, section.get(Section.U64, LENGTH));
    requireOffset(section, NUMBER_FENCES_OFFSET, layout.numberFences());
    requireOffset(section, BYTE_FENCES_OFFSET, layout.byteFences());
    requireOffset(section, FILTER_OFFSET, layout.filter());
    requireOffset(section, NUMBER_PAGES_OFFSET, layout.numberPages());
    requireOffset(section, BYTE_PAGES_OFFSET, layout.bytePagesOffset());
    requireOffset(section, KINDS_OFFSET, layout.kinds());
    requireOffset(section, TABLE_OFFSET, layout.table());
    requireOffset(section, BLOB_OFFSET, layout.blob());
    Section.requireEqual("length of all parts", LENGTH, length, layout.length());
    return layout;
  }

  /** What must hold between the counts for any reader to work. */
  private void requireCounts() {
    if (rows > 0 != filterBlocks > 0) {
      throw Section.malformed("a filter where there are rows", filterBlocks + "", FILTER_BLOCKS);
    }
    if (bytes > 0 != bytePages > 0 || bytePages > bytes) {
      throw Section.malformed("byte pages for " + bytes + " ids", bytePages + "", BYTE_PAGES);
    }
    long ends = bytePages * Long.BYTES;
    if (bytes == 0 ? byteFencesLength != 0 : byteFencesLength < ends) {
      throw Section.malformed(
          "fences of " + bytePages + " pages", byteFencesLength + " bytes", BYTE_FENCES_LENGTH);
    }
    if (blobLength < bytes || (bytes == 0 && blobLength != 0)) {
      throw Section.malformed("bytes of " + bytes + " ids", blobLength + "", BLOB_LENGTH);
    }
  }

  private static long atMost(MemorySegment section, String what, int field, long most) {
    long value = section.get(Section.U64, field);
    Section.requireAtMost(what, field, most, value);
    return value;
  }

  private static void requireOffset(MemorySegment section, int field, long expected) {
    Section.requireEqual("offset", field, expected, section.get(Section.U64, field));
  }
}
