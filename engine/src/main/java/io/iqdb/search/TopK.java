package io.iqdb.search;

import io.iqdb.error.Require;
import java.util.Arrays;

/**
 * Keeps the k nearest of the candidates it is offered: distance ascending, NaN last, then sequence
 * number ascending. A binary heap over parallel arrays, the worst candidate on top. Reusable; used
 * by one thread at a time. Memory follows what was kept, never k; once grown, nothing is allocated.
 *
 * <p>{@code reset}, any number of {@code offer}, {@code sort}, then the accessors by rank. Sequence
 * numbers of one search are distinct: they are what makes the order total.
 */
public final class TopK {
  private static final int FIRST_CAPACITY = 16;

  /** Distances as integers of the same order, see {@link #key}. */
  private int[] keys = new int[0];

  private long[] sequences = new long[0];
  private int[] sources = new int[0];
  private int[] rows = new int[0];
  private int k;
  private int size;
  private boolean sorted;

  /** For k = 0, until {@link #reset}. */
  public TopK() {}

  /** Empties this to collect up to {@code k}; allocates nothing, whatever k is. */
  public void reset(int k) {
    if (k < 0) { // first, as the helper's arguments would be boxed for every search
      Require.argument(false, "k of %d is negative", k);
    }
    this.k = k;
    this.size = 0;
    this.sorted = false;
  }

  /**
   * Takes a candidate if it is among the k nearest so far; -0.0 becomes 0.0, every NaN the one NaN.
   *
   * @param sequence of the record; at an equal distance the lower one is nearer
   * @param source where the row lies, meaningful to the caller alone
   * @param row inside the source
   * @return whether it was taken
   */
  public boolean offer(float distance, long sequence, int source, int row) {
    if (sorted) {
      Require.state(false, "offered to a sorted collector");
    }
    int key = key(distance);
    if (size < k) {
      if (size == keys.length) {
        grow();
      }
      siftUp(size++, key, sequence, source, row);
      return true;
    }
    if (k == 0 || !nearer(key, sequence, 0)) {
      return false;
    }
    siftDown(0, key, sequence, source, row);
    return true;
  }

  /**
   * What a distance must not exceed: a candidate with {@code distance > bound()} would not be taken
   * and need not be offered. Ask in that form: an equal distance may still be taken, by its
   * sequence number, and against NaN nothing is greater. Positive infinity until k are kept, NaN
   * while one of the k is NaN, negative infinity for k = 0.
   */
  public float bound() {
    if (size < k) {
      return Float.POSITIVE_INFINITY;
    }
    return k == 0 ? Float.NEGATIVE_INFINITY : distanceOf(keys[sorted ? size - 1 : 0]);
  }

  /** How many are kept, at most k. */
  public int size() {
    return size;
  }

  /** Ends the collecting: rank 0 is the nearest from here on, until {@link #reset}. */
  public void sort() {
    if (sorted) {
      return;
    }
    int kept = size;
    while (size > 1) {
      size--;
      int key = keys[size];
      long sequence = sequences[size];
      int source = sources[size];
      int row = rows[size];
      move(0, size);
      siftDown(0, key, sequence, source, row);
    }
    size = kept;
    sorted = true;
  }

  /** The distance at {@code rank}, canonical. */
  public float distance(int rank) {
    return distanceOf(keys[checked(rank)]);
  }

  /** The sequence number at {@code rank}. */
  public long sequence(int rank) {
    return sequences[checked(rank)];
  }

  /** The source at {@code rank}. */
  public int source(int rank) {
    return sources[checked(rank)];
  }

  /** The row at {@code rank}. */
  public int row(int rank) {
    return rows[checked(rank)];
  }

  private int checked(int rank) {
    if (!sorted || rank < 0 || rank >= size) {
      Require.state(sorted, "ranks are known after sort");
      Require.argument(false, "rank %d is outside 0 to %d", rank, size - 1);
    }
    return rank;
  }

  /** An integer that orders as the canonical distance does, NaN above infinity. */
  private static int key(float distance) {
    // -0.0 + 0.0 is 0.0, and floatToIntBits knows one NaN
    return flip(Float.floatToIntBits(distance + 0.0f));
  }

  private static float distanceOf(int key) {
    return Float.intBitsToFloat(flip(key));
  }

  /** Its own inverse: the more negative a float, the greater its bits. */
  private static int flip(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** Whether a candidate comes before the one at {@code slot}. */
  private boolean nearer(int key, long sequence, int slot) {
    return key < keys[slot] || (key == keys[slot] && sequence < sequences[slot]);
  }

  private void siftUp(int slot, int key, long sequence, int source, int row) {
    int hole = slot;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (nearer(key, sequence, parent)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, key, sequence, source, row);
  }

  private void siftDown(int slot, int key, long sequence, int source, int row) {
    int hole = slot;
    int half = size >>> 1;
    while (hole < half) {
      int child = 2 * hole + 1;
      if (child + 1 < size && nearer(keys[child], sequences[child], child + 1)) {
        child++;
      }
      if (!nearer(key, sequence, child)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, key, sequence, source, row);
  }

  private void move(int from, int to) {
    keys[to] = keys[from];
    sequences[to] = sequences[from];
    sources[to] = sources[from];
    rows[to] = rows[from];
  }

  private void put(int slot, int key, long sequence, int source, int row) {
    keys[slot] = key;
    sequences[slot] = sequence;
    sources[slot] = source;
    rows[slot] = row;
  }

  private void grow() {
    int capacity = (int) Math.min(k, Math.max(FIRST_CAPACITY, 2L * size));
    keys = Arrays.copyOf(keys, capacity);
    sequences = Arrays.copyOf(sequences, capacity);
    sources = Arrays.copyOf(sources, capacity);
    rows = Arrays.copyOf(rows, capacity);
  }
}
