package io.iqdb.memtable;

import io.iqdb.error.Require;
import java.util.Arrays;

/**
 * Append-only byte strings in heap slabs of 1 MiB; none straddles two slabs, so that a filter reads
 * it in place. One thread appends, any thread reads a position that was published to it.
 */
final class BlobSlabs {
  private static final int SHIFT = 20;

  /** Longest string, and the size of a slab. */
  static final int SLAB_BYTES = 1 << SHIFT;

  /** Size of the first slab until it is full: many memtables hold a few strings. */
  private static final int FIRST_BYTES = 16 << 10;

  private volatile byte[][] slabs = {};

  /** Behind the last string; what a slab had no room for is skipped. */
  private volatile long end;

  /** Keeps a copy of {@code bytes}; returns its position, which fits 42 bits. */
  long append(byte[] bytes) {
    Require.state(bytes.length <= SLAB_BYTES, "%d bytes do not fit a slab", bytes.length);
    int length = Math.max(1, bytes.length);
    byte[][] current = slabs;
    if (current.length == 0) {
      current = new byte[][] {new byte[length <= FIRST_BYTES ? FIRST_BYTES : SLAB_BYTES]};
      slabs = current;
    } else if (end + length > FIRST_BYTES && current[0].length == FIRST_BYTES) {
      current = new byte[][] {Arrays.copyOf(current[0], SLAB_BYTES)}; // readers may keep the old
      slabs = current;
    }
    long position = end;
    if (position + length > (long) current.length << SHIFT) {
      position = (long) current.length << SHIFT;
      current = Arrays.copyOf(current, current.length + 1);
      current[current.length - 1] = new byte[SLAB_BYTES];
      slabs = current;
    }
    System.arraycopy(bytes, 0, current[current.length - 1], offset(position), bytes.length);
    end = position + bytes.length;
    return position;
  }

  /** The slab that holds the string at {@code position}. */
  byte[] slab(long position) {
    return slabs[(int) (position >>> SHIFT)];
  }

  /** Where in its slab the string at {@code position} starts. */
  static int offset(long position) {
    return (int) position & (SLAB_BYTES - 1);
  }

  /** Bytes taken; the rest of the last slab is held besides. Any thread. */
  long bytes() {
    return end;
  }
}
