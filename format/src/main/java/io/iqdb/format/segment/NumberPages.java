package io.iqdb.format.segment;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The numeric ids of a segment in unsigned order: a fence (the first id) for each page of 341
 * entries, and the pages: ids first, then the rows they belong to.
 *
 * <pre>
 *   page of n entries (341, the last one 1 to 341)
 *   0       id   u64 x n
 *   n x 8   row  u32 x n
 *   n x 12  zero u32, in full pages only
 * </pre>
 */
final class NumberPages {
  static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;
  static final int ENTRIES = IdLayout.PAGE_BYTES / ENTRY_BYTES;

  private NumberPages() {}

  static int pages(int ids) {
    return Math.ceilDiv(ids, ENTRIES);
  }

  /** Bytes of all pages; the last one is as long as its entries. */
  static long length(int ids) {
    return (long) (ids / ENTRIES) * IdLayout.PAGE_BYTES + (long) (ids % ENTRIES) * ENTRY_BYTES;
  }

  static void writeFences(long[] ids, SectionOutput out) throws IOException {
    for (int i = 0; i < ids.length; i += ENTRIES) {
      out.putLong(ids[i]);
    }
  }

  static void writePages(long[] ids, int[] rows, SectionOutput out) throws IOException {
    for (int from = 0; from < ids.length; from += ENTRIES) {
      int to = Math.min(from + ENTRIES, ids.length);
      for (int i = from; i < to; i++) {
        out.putLong(ids[i]);
      }
      for (int i = from; i < to; i++) {
        out.putInt(rows[i]);
      }
      if (to - from == ENTRIES) {
        out.putInt(0);
      }
    }
  }

  /**
   * The least and the greatest of some ids.
   *
   * @param least unsigned
   * @param greatest unsigned
   */
  record Range(long least, long greatest) {
    /** Whether {@code id} is neither below nor above. */
    boolean contains(long id) {
      return Long.compareUnsigned(id, least) >= 0 && Long.compareUnsigned(id, greatest) <= 0;
    }
  }

  /** What the ids, at least one, lie between. */
  static Range range(MemorySegment section, IdLayout layout, Section.Guard guard)
      throws IOException {
    int last = pages(layout.numbers()) - 1;
    long greatest =
        layout.numberPages()
            + (long) last * IdLayout.PAGE_BYTES
            + (entries(layout, last) - 1L) * Long.BYTES;
    guard.verify(layout.numberFences(), Long.BYTES);
    guard.verify(greatest, Long.BYTES);
    return new Range(
        section.get(Section.U64, layout.numberFences()), section.get(Section.U64, greatest));
  }

  /** The row of {@code id}, unchecked as stored, or -1 where it is not there. */
  static long find(MemorySegment section, IdLayout layout, long id, Section.Guard guard)
      throws IOException {
    int pages = pages(layout.numbers());
    guard.verify(layout.numberFences(), (long) pages * Long.BYTES);
    int page = lastAtMost(section, layout.numberFences(), pages, id);
    if (page < 0) {
      return -1;
    }
    long offset = layout.numberPages() + (long) page * IdLayout.PAGE_BYTES;
    int count = entries(layout, page);
    guard.verify(offset, (long) count * ENTRY_BYTES);
    int entry = lastAtMost(section, offset, count, id);
    if (entry < 0 || section.get(Section.U64, offset + (long) entry * Long.BYTES) != id) {
      return -1;
    }
    return rowAt(section, offset, count, entry);
  }

  /** Index of the last id that is not above {@code id}, or -1. */
  static int lastAtMost(MemorySegment section, IdLayout layout, long id, Section.Guard guard)
      throws IOException {
    int pages = pages(layout.numbers());
    if (pages == 0) {
      return -1;
    }
    guard.verify(layout.numberFences(), (long) pages * Long.BYTES);
    int page = lastAtMost(section, layout.numberFences(), pages, id);
    if (page < 0) {
      return -1;
    }
    long offset = layout.numberPages() + (long) page * IdLayout.PAGE_BYTES;
    int count = entries(layout, page);
    guard.verify(offset, (long) count * ENTRY_BYTES);
    return page * ENTRIES + lastAtMost(section, offset, count, id);
  }

  static int entries(IdLayout layout, int page) {
    return Math.min(ENTRIES, layout.numbers() - page * ENTRIES);
  }

  static long rowAt(MemorySegment section, long page, int count, int entry) {
    long at = page + (long) count * Long.BYTES + (long) entry * Integer.BYTES;
    return Integer.toUnsignedLong(section.get(Section.U32, at));
  }

  /** Index of the last of {@code count} ascending ids that is not above {@code id}, or -1. */
  private static int lastAtMost(MemorySegment section, long offset, int count, long id) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long probe = section.get(Section.U64, offset + (long) middle * Long.BYTES);
      if (Long.compareUnsigned(probe, id) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Objects unless ids ascend over all pages, fences are first ids and rows hold their ids. */
  static void check(IdSection ids, MemorySegment section, IdLayout layout, Section.Guard guard)
      throws IOException {
    long previous = 0;
    for (int page = 0; page < pages(layout.numbers()); page++) {
      long offset = layout.numberPages() + (long) page * IdLayout.PAGE_BYTES;
      long fenceAt = layout.numberFences() + (long) page * Long.BYTES;
      int count = entries(layout, page);
      guard.verify(fenceAt, Long.BYTES);
      guard.verify(offset, (long) count * ENTRY_BYTES);
      if (section.get(Section.U64, fenceAt) != section.get(Section.U64, offset)) {
        throw Section.malformed("the first id of page " + page, "another fence", fenceAt);
      }
      for (int i = 0; i < count; i++) {
        long at = offset + (long) i * Long.BYTES;
        long id = section.get(Section.U64, at);
        if (page + i > 0 && Long.compareUnsigned(previous, id) >= 0) {
          throw Section.malformed("an id above the one before", "one that is not", at);
        }
        previous = id;
        long row = rowAt(section, offset, count, i);
        if (row >= layout.rows() || !ids.isNumber((int) row) || ids.number((int) row) != id) {
          throw Section.malformed("the row of the id", "row " + row, at);
        }
      }
    }
  }
}
