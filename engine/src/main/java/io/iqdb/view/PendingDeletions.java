package io.iqdb.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Rows of one segment that died since its tombstones were last written, each with the sequence of
 * its death, so that older snapshots still see it. One thread adds, any thread asks.
 */
public final class PendingDeletions {
  /** Sequence of death of a row that lives. */
  public static final long LIVE = Long.MAX_VALUE;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long[] EMPTY = {};

  /** Pairs of row + 1 and sequence, open addressing; at most half full. */
  private volatile long[] pairs = EMPTY;

  private volatile int size;

  /** Of no row. */
  public PendingDeletions() {}

  /** Notes that {@code row} died at {@code sequence}; it was alive before. */
  public void add(int row, long sequence) {
    int count = size + 1;
    long[] table = pairs;
    if (count * 4 > table.length) {
      long[] grown = new long[Math.max(32, table.length * 2)];
      for (int i = 0; i < table.length; i += 2) {
        if (table[i] != 0) {
          put(grown, table[i], table[i + 1]);
        }
      }
      put(grown, row + 1L, sequence);
      pairs = grown;
    } else {
      put(table, row + 1L, sequence);
    }
    size = count;
  }

  private static void put(long[] table, long key, long sequence) {
    int mask = table.length - 2;
    int slot = slot(key, mask);
    while (table[slot] != 0) {
      slot = (slot + 2) & mask;
    }
    table[slot + 1] = sequence;
    LONGS.setRelease(table, slot, key);
  }

  private static int slot(long key, int mask) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }

  /** The sequence at which {@code row} died, or {@link #LIVE}. */
  public long diedAt(int row) {
    long[] table = pairs;
    if (table.length == 0) {
      return LIVE;
    }
    int mask = table.length - 2;
    for (int slot = slot(row + 1L, mask); ; slot = (slot + 2) & mask) {
      long key = (long) LONGS.getAcquire(table, slot);
      if (key == row + 1L) {
        return table[slot + 1];
      }
      if (key == 0) {
        return LIVE;
      }
    }
  }

  /** How many rows. */
  public int size() {
    return size;
  }

  /** The rows, ascending; for the thread that adds. */
  public int[] rows() {
    int[] rows = new int[size];
    int count = 0;
    long[] table = pairs;
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0) {
        rows[count++] = (int) (table[i] - 1);
      }
    }
    Arrays.sort(rows);
    return rows;
  }

  /**
   * The rows that were dead at {@code snapshot}, ascending; any thread, beside the one that adds.
   */
  public int[] rowsAt(long snapshot) {
    long[] table = pairs;
    int[] rows = new int[table.length / 2];
    int count = 0;
    for (int i = 0; i < table.length; i += 2) {
      long key = (long) LONGS.getAcquire(table, i);
      if (key != 0 && table[i + 1] <= snapshot) {
        rows[count++] = (int) (key - 1);
      }
    }
    int[] found = Arrays.copyOf(rows, count);
    Arrays.sort(found);
    return found;
  }
}
