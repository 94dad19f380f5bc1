package io.iqdb.store.sim;

/** A set of 128-bit hashes at 16 to 43 bytes each. Safe for several threads. */
final class HashSet128 {
  private static final int FIRST_CAPACITY = 1 << 10;

  private long[] slots = new long[2 * FIRST_CAPACITY];
  private int size;
  private boolean holdsZero;

  /** Whether {@code hash} is new here; it is not from now on. */
  synchronized boolean add(Hash128 hash) {
    if (hash.equals(Hash128.ZERO)) {
      boolean added = !holdsZero;
      holdsZero = true;
      return added;
    }
    int slot = find(slots, hash.high(), hash.low());
    if (slots[slot] != 0 || slots[slot + 1] != 0) {
      return false;
    }
    slots[slot] = hash.high();
    slots[slot + 1] = hash.low();
    size++;
    if (size * 4L > slots.length / 2 * 3L) {
      grow();
    }
    return true;
  }

  synchronized long size() {
    return size + (holdsZero ? 1L : 0L);
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(slots.length, 2)];
    for (int slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot] != 0 || slots[slot + 1] != 0) {
        int to = find(larger, slots[slot], slots[slot + 1]);
        larger[to] = slots[slot];
        larger[to + 1] = slots[slot + 1];
      }
    }
    slots = larger;
  }

  /** Where the hash is, or the empty slot where it belongs. */
  private static int find(long[] slots, long high, long low) {
    int mask = slots.length - 1;
    int slot = (int) (low << 1) & mask;
    while ((slots[slot] != 0 || slots[slot + 1] != 0)
        && (slots[slot] != high || slots[slot + 1] != low)) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }
}
