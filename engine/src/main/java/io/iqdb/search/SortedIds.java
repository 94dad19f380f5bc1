package io.iqdb.search;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.memtable.Memtable;
import io.iqdb.types.VectorId;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ids in the memtables of one snapshot, sorted when they are first asked for and kept: eight
 * bytes for a numeric one, the bytes for another. Safe for several threads, each of which holds the
 * view.
 */
public final class SortedIds {
  private final Visible visible;

  @GuardedBy("this")
  private final @Nullable OfMemtable[] sorted;

  /** Of {@code visible}; sorts nothing yet. */
  public SortedIds(Visible visible) {
    this.visible = visible;
    this.sorted = new OfMemtable[visible.view().memtables().size()];
  }

  /** Those of memtable number {@code table}. */
  synchronized OfMemtable get(int table) {
    OfMemtable known = sorted[table];
    if (known == null) {
      View view = visible.view();
      known = OfMemtable.sort(view.memtables().get(table).get(), visible.sequence());
      sorted[table] = known;
    }
    return known;
  }

  /** The ids that lived in one memtable: numbers, then bytes. */
  static final class OfMemtable {
    private final long[] numbers;
    private final byte[][] bytes;

    private OfMemtable(long[] numbers, byte[][] bytes) {
      this.numbers = numbers;
      this.bytes = bytes;
    }

    static OfMemtable sort(Memtable memtable, long snapshot) {
      int rows = memtable.rows();
      int numberCount = 0;
      int byteCount = 0;
      for (int row = 0; row < rows; row++) {
        if (memtable.liveAt(row, snapshot)) {
          if (memtable.isNumber(row)) {
            numberCount++;
          } else {
            byteCount++;
          }
        }
      }
      long[] numbers = new long[numberCount];
      byte[][] bytes = new byte[byteCount][];
      for (int row = rows - 1; row >= 0; row--) {
        if (memtable.liveAt(row, snapshot)) {
          if (memtable.isNumber(row)) {
            numbers[--numberCount] = flip(memtable.number(row));
          } else {
            bytes[--byteCount] = memtable.idBytes(row);
          }
        }
      }
      Arrays.sort(numbers);
      Arrays.sort(bytes, Arrays::compareUnsigned);
      return new OfMemtable(numbers, bytes);
    }

    /** Turns unsigned order into signed, and back. */
    private static long flip(long number) {
      return number ^ Long.MIN_VALUE;
    }

    int count() {
      return numbers.length + bytes.length;
    }

    VectorId get(int index) {
      return index < numbers.length
          ? VectorId.of(flip(numbers[index]))
          : VectorId.of(bytes[index - numbers.length]);
    }

    /** Index of the first id above {@code id}, or the count. */
    int firstAfter(VectorId id) {
      int low = 0;
      int high = count();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (get(middle).compareTo(id) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
