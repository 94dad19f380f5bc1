package io.iqdb.merge;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.roaringbitmap.RoaringBitmap;

/**
 * Puts the rows of several sources that stay into the order of their sequences. Sources ascend by
 * themselves, and mostly one ends before the next begins: a stretch of rows is taken at once, as
 * far as the next source lets it.
 */
final class RowOrder {
  /** The rows of one source that stay and were not taken yet. */
  private static final class Head {
    final MergeSource source;
    final int index;
    final int rows;
    final RoaringBitmap dropped;

    /** The next row, the end of the stretch without gaps that it begins, and its sequence. */
    int row;

    int end;
    long sequence;

    Head(MergeSource source, int index) {
      this.source = source;
      this.index = index;
      this.rows = source.segment().rows();
      this.dropped = source.dropped();
    }

    /** Goes to the first row from {@code from} on that stays; whether there is one. */
    boolean advance(int from) throws IOException {
      long next = from < rows ? dropped.nextAbsentValue(from) : rows;
      if (next < 0 || next >= rows) {
        return false;
      }
      row = (int) next;
      long gap = dropped.nextValue(row);
      end = gap < 0 || gap > rows ? rows : (int) gap;
      sequence = source.view().sequence(row);
      return true;
    }

    /** The first row of the stretch whose sequence is not below {@code limit}, or its end. */
    int before(long limit) throws IOException {
      if (source.view().sequence(end - 1) < limit) {
        return end;
      }
      int low = row + 1;
      int high = end - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (source.view().sequence(middle) < limit) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private RowOrder() {}

  /** The rows of {@code sources} that stay, in order. */
  static RowRuns of(List<MergeSource> sources, MergeControl control) throws IOException {
    RowRuns runs = new RowRuns();
    PriorityQueue<Head> heads =
        new PriorityQueue<>(Comparator.comparingLong((Head head) -> head.sequence));
    for (int i = 0; i < sources.size(); i++) {
      Head head = new Head(sources.get(i), i);
      if (head.advance(0)) {
        heads.add(head);
      }
    }
    for (int steps = 1; !heads.isEmpty(); steps++) {
      Head head = heads.remove();
      Head next = heads.peek();
      int end = next == null ? head.end : head.before(next.sequence);
      runs.add(head.index, head.row, end - head.row);
      if (head.advance(end)) {
        heads.add(head);
      }
      if (steps % MergeControl.BATCH_ROWS == 0) {
        control.batch(0);
      }
    }
    return runs;
  }
}
