package io.iqdb.merge;

import io.iqdb.error.Require;
import java.util.Arrays;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which rows of which source make up the rows of a result: runs of neighbouring rows, in the order
 * of the result, so that sources that do not interleave cost a few numbers and not a table of rows.
 * Built by one thread and then only read, but {@link Cursor}s belong to one thread each.
 */
final class RowRuns {
  private int[] sources = new int[16];
  private int[] firsts = new int[16];

  /** Where each run begins in the result; the one behind the last is the number of rows. */
  private int[] starts = new int[17];

  private int count;

  /** Appends {@code rows} rows of {@code source} from {@code first} on. */
  void add(int source, int first, int rows) {
    int total = rows();
    Require.state(total <= Integer.MAX_VALUE - rows, "more rows than a segment can have");
    if (count > 0
        && sources[count - 1] == source
        && firsts[count - 1] + (total - starts[count - 1]) == first) {
      starts[count] = total + rows;
      return;
    }
    if (count == sources.length) {
      int capacity = count + (count >> 1);
      sources = Arrays.copyOf(sources, capacity);
      firsts = Arrays.copyOf(firsts, capacity);
      starts = Arrays.copyOf(starts, capacity + 1);
    }
    sources[count] = source;
    firsts[count] = first;
    starts[++count] = total + rows;
  }

  /** Rows of the result. */
  int rows() {
    return starts[count];
  }

  /** How many runs there are. */
  int count() {
    return count;
  }

  /**
   * The rows of the result that {@code rows} of {@code source} became; those that are not in the
   * result are left out.
   */
  RoaringBitmap mapped(int source, RoaringBitmap rows) {
    RoaringBitmap mapped = new RoaringBitmap();
    PeekableIntIterator next = rows.getIntIterator();
    for (int run = 0; run < count && next.hasNext(); run++) {
      if (sources[run] == source) { // of one source, runs ascend in both
        int first = firsts[run];
        int end = first + starts[run + 1] - starts[run];
        next.advanceIfNeeded(first);
        while (next.hasNext() && next.peekNext() < end) {
          mapped.add(starts[run] + next.next() - first);
        }
      }
    }
    return mapped;
  }

  /** A place in the runs; cheap to move on, and back to the beginning. */
  final class Cursor {
    private int run;

    /** Goes to the run that holds {@code row} of the result. */
    void move(int row) {
      if (row < starts[run] || row >= starts[run + 1]) {
        if (run + 1 < count && row >= starts[run + 1] && row < starts[run + 2]) {
          run++;
        } else {
          int found = Arrays.binarySearch(starts, 0, count, row);
          run = found >= 0 ? found : -found - 2;
        }
      }
    }

    /** The source of the run. */
    int source() {
      return sources[run];
    }

    /** Which row of the source {@code row} of the result is; it lies in the run. */
    int origin(int row) {
      return firsts[run] + row - starts[run];
    }

    /** Rows of the run from {@code row} on. */
    int left(int row) {
      return starts[run + 1] - row;
    }
  }
}
