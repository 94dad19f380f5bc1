package io.iqdb.format.segment;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Goes over the ids of an {@code IDS} section in their order: numbers, unsigned, then bytes,
 * unsigned and byte by byte. Starts in front of the first. Reads the sorted pages in place, each
 * verified when it is entered. Used by one thread.
 */
public final class IdCursor {
  private final MemorySegment section;
  private final IdLayout layout;
  private final Section.Guard guard;

  /** Index among the numbers; as many as there are once the cursor is on byte ids. */
  private int number = -1;

  /** Whether the page of that number was verified. */
  private boolean entered;

  private int bytePage = -1;
  private int byteEntry;
  private int byteEntries;

  IdCursor(MemorySegment section, IdLayout layout, Section.Guard guard) {
    this.section = section;
    this.layout = layout;
    this.guard = guard;
  }

  /** Goes in front of the first id that is above a number. */
  public void seekAfter(long id) throws IOException {
    number = NumberPages.lastAtMost(section, layout, id, guard);
    entered = false;
    bytePage = -1;
    byteEntry = 0;
    byteEntries = 0;
  }

  /** Goes in front of the first id that is above the bytes of one; all numbers are below it. */
  public void seekAfter(byte[] id) throws IOException {
    number = layout.numbers();
    bytePage = BytePages.pageOf(section, layout, id, guard);
    byteEntry = 0;
    byteEntries = 0;
    if (bytePage >= 0) {
      byteEntries = enter(bytePage);
      byteEntry = BytePages.lastAtMost(section, page(), byteEntries, id);
    }
  }

  /** Goes to the next id; whether there is one. */
  public boolean next() throws IOException {
    if (number < layout.numbers() && ++number < layout.numbers()) {
      if (number % NumberPages.ENTRIES == 0 || !entered) {
        long count = NumberPages.entries(layout, number / NumberPages.ENTRIES);
        guard.verify(numberPage(), count * NumberPages.ENTRY_BYTES);
        entered = true;
      }
      return true;
    }
    while (++byteEntry >= byteEntries) {
      if (bytePage + 1 >= layout.bytePages()) {
        byteEntry = byteEntries; // asked again, it says the same
        return false;
      }
      byteEntries = enter(++bytePage);
      byteEntry = -1;
    }
    return true;
  }

  private int enter(int page) throws IOException {
    guard.verify(BytePages.page(layout, page), IdLayout.PAGE_BYTES);
    return BytePages.count(section, BytePages.page(layout, page));
  }

  private long numberPage() {
    return layout.numberPages() + (long) (number / NumberPages.ENTRIES) * IdLayout.PAGE_BYTES;
  }

  private long page() {
    return BytePages.page(layout, bytePage);
  }

  /** Whether the id is a number; otherwise it is bytes. */
  public boolean isNumber() {
    return number < layout.numbers();
  }

  /** The number; only where {@link #isNumber} holds. */
  public long number() {
    return section.get(
        Section.U64, numberPage() + (long) (number % NumberPages.ENTRIES) * Long.BYTES);
  }

  /** A copy of the bytes; only where {@link #isNumber} does not hold. */
  public byte[] bytes() {
    return BytePages.copyEntry(section, page(), byteEntries, byteEntry);
  }

  /** The row of the id. */
  public int row() {
    int page = number / NumberPages.ENTRIES;
    int entries = isNumber() ? NumberPages.entries(layout, page) : byteEntries;
    long row =
        isNumber()
            ? NumberPages.rowAt(section, numberPage(), entries, number % NumberPages.ENTRIES)
            : BytePages.rowAt(section, page(), byteEntry);
    if (row >= layout.rows()) {
      throw Section.malformed(
          "a row below " + layout.rows(), Long.toString(row), layout.numberPages());
    }
    return (int) row;
  }
}
