package io.iqdb.format.segment;

/**
 * Sorts unsigned 64-bit keys in place, each with the {@code int} that belongs to it: by their
 * highest byte that differs, then each group by the next one. Needs no memory beside the two arrays
 * but counters. Used by one thread.
 */
final class IdSort {
  private static final int BUCKETS = 256;
  private static final int TOP = Long.SIZE - Byte.SIZE;
  private static final int SMALL = 48;

  /** By byte; made when first a group is sorted by it. */
  private final int[][] heads = new int[Long.BYTES][];

  private final int[][] ends = new int[Long.BYTES][];

  /** Sorts the range from {@code from} to before {@code to}. */
  void sort(long[] keys, int[] values, int from, int to) {
    if (!isSorted(keys, from, to)) {
      sort(keys, values, from, to, TOP);
    }
  }

  private static boolean isSorted(long[] keys, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (Long.compareUnsigned(keys[i - 1], keys[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  private void sort(long[] keys, int[] values, int from, int to, int top) {
    if (to - from <= SMALL) {
      insert(keys, values, from, to);
      return;
    }
    int shift = highestDifference(keys, from, to, top);
    if (shift < 0) {
      return;
    }
    int digit = shift / Byte.SIZE;
    if (heads[digit] == null) {
      heads[digit] = new int[BUCKETS];
      ends[digit] = new int[BUCKETS];
    }
    int[] head = heads[digit];
    int[] end = ends[digit];
    count(keys, from, to, shift, head, end);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      while (head[bucket] < end[bucket]) {
        settle(keys, values, bucket, shift, head);
      }
    }
    if (shift > 0) {
      int start = from;
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        int stop = end[bucket];
        if (stop - start > 1) {
          sort(keys, values, start, stop, shift - Byte.SIZE);
        }
        start = stop;
      }
    }
  }

  /** Moves what stands at the head of {@code bucket} along until one arrives that belongs there. */
  private static void settle(long[] keys, int[] values, int bucket, int shift, int[] head) {
    int hole = head[bucket];
    long key = keys[hole];
    int value = values[hole];
    for (int target = byteOf(key, shift); target != bucket; target = byteOf(key, shift)) {
      int at = head[target]++;
      long displacedKey = keys[at];
      int displacedValue = values[at];
      keys[at] = key;
      values[at] = value;
      key = displacedKey;
      value = displacedValue;
    }
    keys[hole] = key;
    values[hole] = value;
    head[bucket]++;
  }

  private static void count(long[] keys, int from, int to, int shift, int[] head, int[] end) {
    java.util.Arrays.fill(end, 0);
    for (int i = from; i < to; i++) {
      end[byteOf(keys[i], shift)]++;
    }
    int at = from;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      head[bucket] = at;
      at += end[bucket];
      end[bucket] = at;
    }
  }

  /** The shift of the highest byte, from {@code top} down, in which two keys differ, or -8. */
  private static int highestDifference(long[] keys, int from, int to, int top) {
    long first = keys[from];
    long difference = 0;
    for (int i = from + 1; i < to; i++) {
      difference |= keys[i] ^ first;
    }
    if (difference == 0) {
      return -Byte.SIZE;
    }
    int highest = (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) & -Byte.SIZE;
    return Math.min(highest, top);
  }

  private static void insert(long[] keys, int[] values, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long key = keys[i];
      int value = values[i];
      int at = i;
      while (at > from && Long.compareUnsigned(keys[at - 1], key) > 0) {
        keys[at] = keys[at - 1];
        values[at] = values[at - 1];
        at--;
      }
      keys[at] = key;
      values[at] = value;
    }
  }

  private static int byteOf(long key, int shift) {
    return (int) (key >>> shift) & BUCKETS - 1;
  }
}
