package io.iqdb.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Hash table from id to the newest row that holds it: open addressing over row numbers, the ids
 * themselves stay in the rows. One thread inserts; readers beside it see each insertion wholly or
 * not at all.
 */
final class IdTable {
  /** What the table asks of the rows. */
  interface Rows {
    boolean hasId(int row, long number);

    boolean hasId(int row, byte[] bytes);

    int hash(int row);
  }

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final long FREE = 0;

  private final Rows rows;

  /**
   * Hash of the id, and below it row plus 1: rows are looked at only where the hash is right. At
   * most half full.
   */
  private volatile long[] slots = new long[64];

  private int used;

  IdTable(Rows rows) {
    this.rows = rows;
  }

  static int hash(long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) ^ (int) mixed;
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
    int hash = hash(number);
    long[] table = slots;
    int mask = table.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      long entry = (long) LONGS.getAcquire(table, slot);
      if (entry == FREE || (hashOf(entry) == hash && rows.hasId(rowOf(entry), number))) {
        return rowOf(entry);
      }
    }
  }

  /** The newest row that holds {@code bytes}, or -1. */
  int find(byte[] bytes) {
    int hash = hash(bytes, 0, bytes.length);
    long[] table = slots;
    int mask = table.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      long entry = (long) LONGS.getAcquire(table, slot);
      if (entry == FREE || (hashOf(entry) == hash && rows.hasId(rowOf(entry), bytes))) {
        return rowOf(entry);
      }
    }
  }

  /** Enters {@code row}; {@code previous} held the same id, or is -1. */
  void put(int row, int previous) {
    if (previous < 0 && ++used * 2 > slots.length) {
      grow();
    }
    long[] table = slots;
    int hash = rows.hash(row);
    int mask = table.length - 1;
    int slot = hash & mask;
    while (rowOf(table[slot]) != previous) {
      slot = (slot + 1) & mask;
    }
    LONGS.setRelease(table, slot, (long) hash << Integer.SIZE | (row + 1));
  }

  private void grow() {
    long[] old = slots;
    long[] grown = new long[old.length * 2];
    int mask = grown.length - 1;
    for (long entry : old) {
      if (entry != FREE) {
        int slot = hashOf(entry) & mask;
        while (grown[slot] != FREE) {
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

  /** The row of an entry, -1 of {@link #FREE}. */
  private static int rowOf(long entry) {
    return (int) entry - 1;
  }

  /** Heap bytes held. */
  long bytes() {
    return slots.length * 8L;
  }
}
