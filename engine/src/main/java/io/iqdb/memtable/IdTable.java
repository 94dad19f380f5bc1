package io.iqdb.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Hash table from id to the newest row that holds it: open addressing over row numbers, the ids
 * themselves stay in the rows. Each row number stands beside its id's hash, so that a row is looked
 * at only where it most likely holds the id, and growing looks at none. One thread inserts; readers
 * beside it see each insertion wholly or not at all.
 */
final class IdTable {
  /** What the table asks of the rows. */
  interface Rows {
    boolean hasId(int row, long number);

    boolean hasId(int row, byte[] bytes);

    int hash(int row);
  }

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int LINE_BITS = 3;
  private static final int LINE_SLOTS = 1 << LINE_BITS;

  private final Rows rows;

  /** The hash above, the row plus 1 below; 0 is free. At most half full. */
  private volatile long[] slots = new long[64];

  private int used;

  IdTable(Rows rows) {
    this.rows = rows;
  }

  /** Eight neighbours go to one cache line, in order: ids that are counted up cost few misses. */
  static int hash(long number) {
    long mixed = (number >>> LINE_BITS) * 0x9E3779B97F4A7C15L;
    return (((int) (mixed >>> 32) ^ (int) mixed) << LINE_BITS) | ((int) number & (LINE_SLOTS - 1));
  }

  static int hash(byte[] bytes, int offset, int length) {
    long mixed = length;
    for (int i = offset; i < offset + length; i++) {
      mixed = (mixed ^ (bytes[i] & 0xFF)) * 0x100000001B3L;
    }
    return hash(mixed);
  }

  /** The newest row that holds {@code number}, or -1. */
  int find(long number) {
    long[] table = slots;
    int mask = table.length - 1;
    int hash = hash(number);
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      long entry = (long) LONGS.getAcquire(table, slot);
      if (entry == 0 || (hashOf(entry) == hash && rows.hasId(row(entry), number))) {
        return row(entry);
      }
    }
  }

  /** The newest row that holds {@code bytes}, or -1. */
  int find(byte[] bytes) {
    long[] table = slots;
    int mask = table.length - 1;
    int hash = hash(bytes, 0, bytes.length);
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      long entry = (long) LONGS.getAcquire(table, slot);
      if (entry == 0 || (hashOf(entry) == hash && rows.hasId(row(entry), bytes))) {
        return row(entry);
      }
    }
  }

  /** Enters {@code row}; {@code previous} held the same id, or is -1. */
  void put(int row, int previous) {
    if (previous < 0 && ++used * 2 > slots.length) {
      grow();
    }
    long[] table = slots;
    int mask = table.length - 1;
    int hash = rows.hash(row);
    int slot = hash & mask;
    while (row(table[slot]) != previous) {
      slot = (slot + 1) & mask;
    }
    LONGS.setRelease(table, slot, (long) hash << Integer.SIZE | (row + 1));
  }

  private void grow() {
    long[] old = slots;
    long[] grown = new long[old.length * 2];
    int mask = grown.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int slot = hashOf(entry) & mask;
        while (grown[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        grown[slot] = entry;
      }
    }
    slots = grown;
  }

  private static int hashOf(long entry) {
    return (int) (entry >>> Integer.SIZE);
  }

  /** The row of an entry; -1 where it is free. */
  private static int row(long entry) {
    return (int) entry - 1;
  }

  /** Heap bytes held. */
  long bytes() {
    return slots.length * 8L;
  }
}
