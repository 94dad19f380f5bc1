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

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  private final Rows rows;

  /** Row plus 1; 0 is free. At most half full. */
  private volatile int[] slots = new int[64];

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
    int[] table = slots;
    int mask = table.length - 1;
    for (int slot = hash(number) & mask; ; slot = (slot + 1) & mask) {
      int entry = (int) INTS.getAcquire(table, slot);
      if (entry == 0 || rows.hasId(entry - 1, number)) {
        return entry - 1;
      }
    }
  }

  /** The newest row that holds {@code bytes}, or -1. */
  int find(byte[] bytes) {
    int[] table = slots;
    int mask = table.length - 1;
    for (int slot = hash(bytes, 0, bytes.length) & mask; ; slot = (slot + 1) & mask) {
      int entry = (int) INTS.getAcquire(table, slot);
      if (entry == 0 || rows.hasId(entry - 1, bytes)) {
        return entry - 1;
      }
    }
  }

  /** Enters {@code row}; {@code previous} held the same id, or is -1. */
  void put(int row, int previous) {
    if (previous < 0 && ++used * 2 > slots.length) {
      grow();
    }
    int[] table = slots;
    int wanted = previous + 1;
    int mask = table.length - 1;
    int slot = rows.hash(row) & mask;
    while (table[slot] != wanted) {
      slot = (slot + 1) & mask;
    }
    INTS.setRelease(table, slot, row + 1);
  }

  private void grow() {
    int[] old = slots;
    int[] grown = new int[old.length * 2];
    int mask = grown.length - 1;
    for (int entry : old) {
      if (entry != 0) {
        int slot = rows.hash(entry - 1) & mask;
        while (grown[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        grown[slot] = entry;
      }
    }
    slots = grown;
  }

  /** Heap bytes held. */
  long bytes() {
    return slots.length * 4L;
  }
}
