package io.iqdb.format.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A part of a log in memory, read in large pieces. */
final class Window {
  static final int PIECE = 256 << 10;

  private static final byte[] ZEROS = new byte[PIECE];

  private final WalSource source;
  private long end;
  private ByteBuffer bytes = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
  private long start;
  private int loaded;

  Window(WalSource source, long end) {
    this.source = source;
    this.end = end;
  }

  long end() {
    return end;
  }

  /** Forgets what was read and looks at the file again, up to another end. */
  void refresh(long newEnd) {
    end = newEnd;
    loaded = 0;
  }

  /** Makes a range below the end available; gives its index in {@link #bytes}. */
  int load(long position, int length) throws IOException {
    if (position < start || position + length > start + loaded) {
      int wanted = (int) Math.min(Math.max(length, PIECE), end - position);
      if (bytes.capacity() < wanted) {
        bytes = ByteBuffer.allocate(wanted).order(ByteOrder.LITTLE_ENDIAN);
      }
      loaded = 0;
      bytes.clear().limit(wanted);
      source.read(position, bytes);
      bytes.clear();
      start = position;
      loaded = wanted;
    }
    return (int) (position - start);
  }

  /** What {@link #load} indexes, little-endian. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The position behind the last byte from {@code from} on that is not zero, or {@code from}. */
  long endOfData(long from) throws IOException {
    long last = from;
    for (long at = from; at < end; ) {
      int length = (int) Math.min(PIECE, end - at);
      int index = load(at, length);
      byte[] array = bytes.array();
      if (Arrays.mismatch(array, index, index + length, ZEROS, 0, length) >= 0) {
        int behind = index + length;
        while (array[behind - 1] == 0) {
          behind--;
        }
        last = at + (behind - index);
      }
      at += length;
    }
    return last;
  }

  /** The first multiple of 8 from {@code from} on whose piece holds more than zeros. */
  long skipZeros(long from) throws IOException {
    long at = from;
    while (at < end) {
      int length = (int) Math.min(PIECE, end - at);
      int index = load(at, length);
      int found = Arrays.mismatch(bytes.array(), index, index + length, ZEROS, 0, length);
      if (found >= 0) {
        return at + (found & -WalFormat.ALIGNMENT);
      }
      at += length;
    }
    return end;
  }
}
