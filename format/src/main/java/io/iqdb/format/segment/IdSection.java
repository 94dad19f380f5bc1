package io.iqdb.format.segment;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * An {@code IDS} section as it lies in the file: finds the row of an id and the id of a row,
 * without copying it. An absent id costs one line of the filter, or less, a present one a page
 * more. No lookup but the first allocates. Safe for any thread.
 */
public final class IdSection {
  private final MemorySegment section;
  private final IdLayout layout;
  private final Section.Guard guard;

  /** Set by the first lookup of a number; more than one may set it, all alike. */
  private NumberPages.@Nullable Range numbers;

  private IdSection(MemorySegment section, IdLayout layout, Section.Guard guard) {
    this.section = section;
    this.layout = layout;
    this.guard = guard;
  }

  /**
   * Reads the header.
   *
   * @param section the whole section
   * @param rows rows of the segment
   * @param guard asked before anything is read
   */
  public static IdSection open(MemorySegment section, int rows, Section.Guard guard)
      throws IOException {
    return new IdSection(section, IdLayout.read(section, rows, guard), guard);
  }

  /** Numeric ids. */
  public int numberCount() {
    return layout.numbers();
  }

  /** A cursor in front of the first id. */
  public IdCursor cursor() {
    return new IdCursor(section, layout, guard);
  }

  /** The row of a numeric id, or -1. */
  public int find(long id) throws IOException {
    return layout.numbers() == 0 || !range().contains(id) || !mayContain(IdFilter.hash(id))
        ? -1
        : checkedRow(NumberPages.find(section, layout, id, guard));
  }

  /** What numeric ids ascend through: where segments hold one range each, it spares the filter. */
  private NumberPages.Range range() throws IOException {
    NumberPages.Range known = numbers;
    if (known == null) {
      known = NumberPages.range(section, layout, guard);
      numbers = known;
    }
    return known;
  }

  /** The row of a byte id, or -1. */
  public int find(byte[] id, int offset, int length) throws IOException {
    return layout.bytes() == 0
            || length == 0
            || length > BytePages.MAX_ID
            || !mayContain(IdFilter.hash(id, offset, length))
        ? -1
        : checkedRow(BytePages.find(section, layout, id, offset, length, guard));
  }

  private boolean mayContain(long hash) throws IOException {
    long block = IdFilter.block(hash, layout.filterBlocks());
    long offset = layout.filter() + block * IdFilter.BLOCK_BYTES;
    guard.verify(offset, IdFilter.BLOCK_BYTES);
    return IdFilter.mayContain(section, offset, hash);
  }

  private int checkedRow(long row) {
    if (row >= layout.rows()) {
      throw Section.malformed(
          "a row below " + layout.rows(), Long.toString(row), layout.numberPages());
    }
    return (int) row;
  }

  /** Whether the id of {@code row} is a number; otherwise it is bytes. */
  public boolean isNumber(int row) throws IOException {
    if (layout.kindsLength() == 0) {
      return layout.numbers() > 0;
    }
    long at = layout.kinds() + row / Byte.SIZE;
    guard.verify(at, 1);
    return (section.get(ValueLayout.JAVA_BYTE, at) >>> (row & Byte.SIZE - 1) & 1) == 0;
  }

  /** The numeric id of {@code row}; only where {@link #isNumber} holds. */
  public long number(int row) throws IOException {
    long at = layout.table() + (long) row * Long.BYTES;
    guard.verify(at, Long.BYTES);
    return section.get(Section.U64, at);
  }

  /** The bytes that identify {@code row}; only where {@link #isNumber} does not hold. */
  public byte[] bytes(int row) throws IOException {
    long reference = reference(row);
    byte[] id = new byte[(int) reference & ByteIds.LENGTH_MASK];
    copy(reference, id, 0);
    return id;
  }

  /**
   * Copies the bytes that identify {@code row} into {@code target}, which has room for 1,024 from
   * {@code offset} on, and returns how many they are.
   */
  public int copyBytes(int row, byte[] target, int offset) throws IOException {
    long reference = reference(row);
    copy(reference, target, offset);
    return (int) reference & ByteIds.LENGTH_MASK;
  }

  private void copy(long reference, byte[] target, int offset) throws IOException {
    long at = layout.blob() + (reference >>> ByteIds.LENGTH_BITS);
    int length = (int) reference & ByteIds.LENGTH_MASK;
    guard.verify(at, length);
    MemorySegment.copy(section, ValueLayout.JAVA_BYTE, at, target, offset, length);
  }

  private long reference(int row) throws IOException {
    long at = layout.table() + (long) row * Long.BYTES;
    guard.verify(at, Long.BYTES);
    long reference = section.get(Section.U64, at);
    long start = reference >>> ByteIds.LENGTH_BITS;
    int length = (int) reference & ByteIds.LENGTH_MASK;
    if (length == 0 || length > BytePages.MAX_ID || start > layout.blobLength() - length) {
      throw Section.malformed("a reference to an id", "one outside of the ids", at);
    }
    return reference;
  }

  /**
   * Objects unless both directions agree: sorted entries are as many as rows, ascend, and each row
   * holds its id; the filter lets every id through.
   */
  public void check() throws IOException {
    NumberPages.check(this, section, layout, guard);
    BytePages.check(this, section, layout, guard);
    int numbers = 0;
    long blobEnd = 0;
    byte[] scratch = new byte[BytePages.MAX_ID];
    for (int row = 0; row < layout.rows(); row++) {
      long at = layout.table() + (long) row * Long.BYTES;
      long hash;
      if (isNumber(row)) {
        numbers++;
        hash = IdFilter.hash(number(row));
      } else {
        Section.requireEqual("id at", at, blobEnd, reference(row) >>> ByteIds.LENGTH_BITS);
        int length = copyBytes(row, scratch, 0);
        blobEnd += length;
        hash = IdFilter.hash(scratch, 0, length);
      }
      if (!mayContain(hash)) {
        throw Section.malformed("an id that the filter lets through", "one it does not", at);
      }
    }
    Section.requireEqual("numeric ids", 0, layout.numbers(), numbers);
    Section.requireEqual("bytes of ids", layout.blob(), layout.blobLength(), blobEnd);
  }
}
