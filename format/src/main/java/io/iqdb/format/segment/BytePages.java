package io.iqdb.format.segment;

import io.iqdb.error.Require;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The byte ids of a segment in unsigned order: separators for pages, and the pages, which hold
 * whole ids. A separator is the shortest string above the last id of the page before and not above
 * the first of its own; that of the first page is empty.
 *
 * <pre>
 *   fences of p pages                  page of n entries, 4 KiB, the rest zero
 *   0      end of separator u64 x p    0          n   u16, zero u16
 *   p x 8  separators                  4          row u32 x n
 *                                      4 + n x 4  end of id u16 x n, from 4 + n x 6 on
 *                                      4 + n x 6  ids
 * </pre>
 */
final class BytePages {
  /** Longest id; three of them fit a page. */
  static final int MAX_ID = 1024;

  private static final int HEADER_BYTES = 4;
  private static final int SLOT_BYTES = Integer.BYTES + Short.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private BytePages() {}

  // ---- writing: from the sorted order of ids in a blob

  /** Index of the first entry of each page, and the number of entries behind the last. */
  static int[] partition(ByteIds ids) {
    int[] starts = new int[16];
    int pages = 0;
    int used = IdLayout.PAGE_BYTES;
    for (int i = 0; i < ids.count(); i++) {
      int needed = SLOT_BYTES + ids.length(i);
      if (used + needed > IdLayout.PAGE_BYTES) {
        if (pages + 1 == starts.length) {
          starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[pages++] = i;
        used = HEADER_BYTES;
      }
      used += needed;
    }
    starts[pages] = ids.count();
    return Arrays.copyOf(starts, pages + 1);
  }

  static int separatorLength(ByteIds ids, int start) {
    return start == 0 ? 0 : ids.commonPrefix(start - 1, start) + 1;
  }

  static long fencesLength(ByteIds ids, int[] starts) {
    long length = 0;
    for (int page = 0; page < starts.length - 1; page++) {
      length += Long.BYTES + separatorLength(ids, starts[page]);
    }
    return length;
  }

  static void writeFences(ByteIds ids, int[] starts, SectionOutput out) throws IOException {
    long end = 0;
    for (int page = 0; page < starts.length - 1; page++) {
      end += separatorLength(ids, starts[page]);
      out.putLong(end);
    }
    for (int page = 0; page < starts.length - 1; page++) {
      out.put(ids.id(starts[page]).asSlice(0, separatorLength(ids, starts[page])));
    }
  }

  static void writePages(ByteIds ids, int[] starts, SectionOutput out) throws IOException {
    for (int page = 0; page < starts.length - 1; page++) {
      long end = out.position() + IdLayout.PAGE_BYTES;
      int from = starts[page];
      int to = starts[page + 1];
      out.putShort(to - from);
      out.putShort(0);
      for (int i = from; i < to; i++) {
        out.putInt(ids.row(i));
      }
      int idEnd = 0;
      for (int i = from; i < to; i++) {
        idEnd += ids.length(i);
        out.putShort(idEnd);
      }
      for (int i = from; i < to; i++) {
        out.put(ids.id(i));
      }
      Require.state(out.position() <= end, "page %d of byte ids is too long", page);
      out.padTo(end);
    }
  }

  // ---- reading

  /** The row of an id, unchecked as stored, or -1 where it is not there. */
  static long find(
      MemorySegment section,
      IdLayout layout,
      byte[] id,
      int idOffset,
      int idLength,
      Section.Guard guard)
      throws IOException {
    int index = pageOf(section, layout, id, idOffset, idLength, guard);
    if (index < 0) {
      return -1;
    }
    long page = page(layout, index);
    guard.verify(page, IdLayout.PAGE_BYTES);
    return findInPage(section, page, id, idOffset, idLength);
  }

  /** The page in which {@code id} would be, or -1 where there is none. */
  static int pageOf(MemorySegment section, IdLayout layout, byte[] id, Section.Guard guard)
      throws IOException {
    return pageOf(section, layout, id, 0, id.length, guard);
  }

  private static int pageOf(
      MemorySegment section,
      IdLayout layout,
      byte[] id,
      int idOffset,
      int idLength,
      Section.Guard guard)
      throws IOException {
    guard.verify(layout.byteFences(), layout.byteFencesLength());
    int low = 0;
    int high = (int) layout.bytePages(); // at most one for each row
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(section, separator(section, layout, middle), id, idOffset, idLength) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Index of the last entry of a page that is not above {@code id}, or -1. */
  static int lastAtMost(MemorySegment section, long page, int count, byte[] id) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(section, entry(section, page, count, middle), id, 0, id.length) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** A copy of the id of an entry. */
  static byte[] copyEntry(MemorySegment section, long page, int count, int entry) {
    return copy(section, entry(section, page, count, entry));
  }

  private static long findInPage(
      MemorySegment section, long page, byte[] id, int idOffset, int idLength) {
    int count = count(section, page);
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(section, entry(section, page, count, middle), id, idOffset, idLength);
      if (order == 0) {
        return rowAt(section, page, middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return -1;
  }

  static long page(IdLayout layout, long index) {
    return layout.bytePagesOffset() + index * IdLayout.PAGE_BYTES;
  }

  /** Entries of a page, so many that their slots lie in it. */
  static int count(MemorySegment section, long page) {
    int count = Short.toUnsignedInt(section.get(Section.U16, page));
    if (count == 0 || HEADER_BYTES + count * (SLOT_BYTES + 1) > IdLayout.PAGE_BYTES) {
      throw Section.malformed("entries of a page", Integer.toString(count), page);
    }
    return count;
  }

  static long rowAt(MemorySegment section, long page, int entry) {
    long at = page + HEADER_BYTES + (long) entry * Integer.BYTES;
    return Integer.toUnsignedLong(section.get(Section.U32, at));
  }

  /** Where a separator is, and its length: at most one id, inside the fences. */
  private static long separator(MemorySegment section, IdLayout layout, long page) {
    long at = layout.byteFences() + page * Long.BYTES;
    long ends = layout.bytePages() * Long.BYTES;
    long start = page == 0 ? 0 : section.get(Section.U64, at - Long.BYTES);
    long end = section.get(Section.U64, at);
    if (start < 0
        || end < start
        || end - start > MAX_ID
        || end > layout.byteFencesLength() - ends) {
      throw Section.malformed("the end of a separator", Long.toString(end), at);
    }
    return reference(layout.byteFences() + ends + start, end - start);
  }

  /** Where an id of a page is, and its length: at least one byte, inside the page. */
  private static long entry(MemorySegment section, long page, int count, int entry) {
    long at = page + HEADER_BYTES + (long) count * Integer.BYTES + (long) entry * Short.BYTES;
    int start = entry == 0 ? 0 : Short.toUnsignedInt(section.get(Section.U16, at - Short.BYTES));
    int end = Short.toUnsignedInt(section.get(Section.U16, at));
    int ids = HEADER_BYTES + count * SLOT_BYTES;
    if (end <= start || end > IdLayout.PAGE_BYTES - ids) {
      throw Section.malformed("the end of an id", Integer.toString(end), at);
    }
    return reference(page + ids + start, end - start);
  }

  private static long reference(long start, long length) {
    return start << ByteIds.LENGTH_BITS | length;
  }

  /** Compares what a reference points to with an id, unsigned: word by word, then byte by byte. */
  private static int compare(
      MemorySegment section, long reference, byte[] id, int idOffset, int idLength) {
    long offset = reference >>> ByteIds.LENGTH_BITS;
    int length = (int) reference & ByteIds.LENGTH_MASK;
    int common = Math.min(length, idLength);
    int i = 0;
    for (; i <= common - Long.BYTES; i += Long.BYTES) {
      long stored = section.get(BIG_ENDIAN, offset + i);
      long asked = (long) WORD.get(id, idOffset + i);
      if (stored != asked) {
        return Long.compareUnsigned(stored, asked);
      }
    }
    for (; i < common; i++) {
      int stored = section.get(ValueLayout.JAVA_BYTE, offset + i) & 0xFF;
      int asked = id[idOffset + i] & 0xFF;
      if (stored != asked) {
        return stored - asked;
      }
    }
    return length - idLength;
  }

  /** Objects unless ids ascend over all pages, separators separate and rows hold their ids. */
  static void check(IdSection ids, MemorySegment section, IdLayout layout, Section.Guard guard)
      throws IOException {
    guard.verify(layout.byteFences(), layout.byteFencesLength());
    byte[] previous = new byte[0];
    long seen = 0;
    for (long index = 0; index < layout.bytePages(); index++) {
      long page = page(layout, index);
      guard.verify(page, IdLayout.PAGE_BYTES);
      int count = count(section, page);
      long fence = layout.byteFences() + index * Long.BYTES;
      byte[] separator = copy(section, separator(section, layout, index));
      if (index == 0 ? separator.length > 0 : Arrays.compareUnsigned(separator, previous) <= 0) {
        throw Section.malformed("a separator above the page before", "one that is not", fence);
      }
      for (int i = 0; i < count; i++) {
        long entry = entry(section, page, count, i);
        long at = entry >>> ByteIds.LENGTH_BITS;
        byte[] id = copy(section, entry);
        if (Arrays.compareUnsigned(i == 0 ? separator : previous, id) > (i == 0 ? 0 : -1)) {
          throw Section.malformed("an id above the one before", "one that is not", at);
        }
        long row = rowAt(section, page, i);
        if (row >= layout.rows()
            || ids.isNumber((int) row)
            || !Arrays.equals(ids.bytes((int) row), id)) {
          throw Section.malformed("the row of the id", "row " + row, at);
        }
        previous = id;
      }
      seen += count;
    }
    Section.requireEqual("entries", layout.bytePagesOffset(), layout.bytes(), seen);
  }

  private static byte[] copy(MemorySegment section, long reference) {
    return section
        .asSlice(reference >>> ByteIds.LENGTH_BITS, reference & ByteIds.LENGTH_MASK)
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
