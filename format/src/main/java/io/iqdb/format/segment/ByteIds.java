package io.iqdb.format.segment;

import io.iqdb.error.Require;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The byte ids of a segment that is being written: their bytes off-heap in the order of rows, and
 * the order in which they sort. Used by one thread; {@link #close} frees the bytes.
 */
final class ByteIds implements AutoCloseable {
  /** A reference is an offset into the blob and a length. */
  static final int LENGTH_BITS = 16;

  static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int LAST_WORD = BytePages.MAX_ID; // words may be read past the end of an id

  private final IdSort sort = new IdSort();
  private final long[] references;
  private final int[] rows;
  private final int[] order;
  private Arena arena = Arena.ofConfined();
  private MemorySegment blob = arena.allocate(1024);
  private long blobLength;
  private int count;

  /** Room for {@code capacity} ids. */
  ByteIds(int capacity) {
    this.references = new long[capacity];
    this.rows = new int[capacity];
    this.order = new int[capacity];
  }

  /** Takes the id of the next row that has one of this kind. */
  void add(int row, byte[] id) {
    Require.state(id.length >= 1 && id.length <= BytePages.MAX_ID, "an id of %d bytes", id.length);
    reserve(id.length);
    MemorySegment.copy(id, 0, blob, ValueLayout.JAVA_BYTE, blobLength, id.length);
    references[count] = blobLength << LENGTH_BITS | id.length;
    rows[count] = row;
    blobLength += id.length;
    count++;
  }

  private void reserve(int bytes) {
    if (blobLength + bytes + Long.BYTES > blob.byteSize()) {
      Arena larger = Arena.ofConfined();
      MemorySegment copy = larger.allocate(blob.byteSize() * 2 + bytes);
      MemorySegment.copy(blob, 0, copy, 0, blobLength);
      arena.close();
      arena = larger;
      blob = copy;
    }
  }

  /** Sorts; a second row with one id is a defect of the caller. */
  void sort() {
    Require.state(count == rows.length, "%d byte ids instead of %d", count, rows.length);
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    sort(new long[count], 0, count, 0);
  }

  /** Sorts a range of ids that are equal in their first {@code depth} bytes. */
  private void sort(long[] keys, int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      keys[i] = word(order[i], depth);
    }
    sort.sort(keys, order, from, to);
    for (int start = from; start < to; ) {
      int end = start + 1;
      while (end < to && keys[end] == keys[start]) {
        end++;
      }
      if (end - start > 1) {
        sortEqual(keys, start, end, depth + Long.BYTES);
      }
      start = end;
    }
  }

  /**
   * Sorts ids that are equal up to {@code depth}, where those that end before it count as filled
   * with zeros: they come first, the shorter ahead; the others go on with their next word.
   */
  private void sortEqual(long[] keys, int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      keys[i] = Math.min(lengthOf(order[i]), depth + 1);
    }
    sort.sort(keys, order, from, to);
    int start = from;
    while (start < to && keys[start] <= depth) {
      Require.state(start == from || keys[start] > keys[start - 1], "one id has two rows");
      start++;
    }
    if (to - start > 1) {
      Require.state(depth <= LAST_WORD, "one id has two rows");
      sort(keys, start, to, depth);
    }
  }

  /** Eight bytes of an id from {@code depth} on, zeros behind its end. */
  private long word(int id, int depth) {
    int left = lengthOf(id) - depth;
    if (left <= 0) {
      return 0;
    }
    long word = blob.get(WORD, (references[id] >>> LENGTH_BITS) + depth);
    return left >= Long.BYTES ? word : word & (-1L << ((Long.BYTES - left) * Byte.SIZE));
  }

  private int lengthOf(int id) {
    return (int) references[id] & LENGTH_MASK;
  }

  int count() {
    return count;
  }

  /** Length of the id at {@code index} of the sorted order. */
  int length(int index) {
    return lengthOf(order[index]);
  }

  /** Row of the id at {@code index} of the sorted order. */
  int row(int index) {
    return rows[order[index]];
  }

  /** The id at {@code index} of the sorted order. */
  MemorySegment id(int index) {
    int id = order[index];
    return blob.asSlice(references[id] >>> LENGTH_BITS, lengthOf(id));
  }

  /** How many first bytes two ids of the sorted order share. */
  int commonPrefix(int first, int second) {
    long mismatch = id(first).mismatch(id(second));
    return (int) mismatch;
  }

  /** All ids, one behind the other, in the order of rows. */
  MemorySegment blob() {
    return blob.asSlice(0, blobLength);
  }

  /** Where in the blob the {@code ordinal}-th id is, in the order of rows, and its length. */
  long reference(int ordinal) {
    return references[ordinal];
  }

  /** The filter's hash of the {@code ordinal}-th id, in the order of rows. */
  long hash(int ordinal, byte[] scratch) {
    int length = lengthOf(ordinal);
    long at = references[ordinal] >>> LENGTH_BITS;
    MemorySegment.copy(blob, ValueLayout.JAVA_BYTE, at, scratch, 0, length);
    return IdFilter.hash(scratch, 0, length);
  }

  @Override
  public void close() {
    arena.close();
  }
}
