package io.iqdb.torture;

import io.iqdb.Iqdb;
import io.iqdb.types.Bookmark;
import java.nio.ByteBuffer;

/** Bookmarks of one thread: which operation set them, and for bulk loads after how many records. */
final class Marks {
  /** Value where there is no such bookmark. */
  static final long NONE = -1;

  /** Kind that batches set. */
  static final int BATCH = 0;

  /** Kind that bulk loads set. */
  static final int BULK = 1;

  private static final int READ_BITS = 20;
  private static final int NUMBER_BITS = 28;

  private Marks() {}

  /** The mark of an operation, before any record. */
  static long of(int round, int number) {
    return (long) round << (READ_BITS + NUMBER_BITS) | (long) number << READ_BITS;
  }

  /** The mark {@code base} after {@code read} records. */
  static long after(long base, long read) {
    return base | read;
  }

  /** The number of the operation that set {@code mark}. */
  static int number(long mark) {
    return (int) (mark >> READ_BITS & ((1L << NUMBER_BITS) - 1));
  }

  /** How many records were read when {@code mark} was set. */
  static int read(long mark) {
    return (int) (mark & ((1L << READ_BITS) - 1));
  }

  /** The mark of the same operation before any record. */
  static long base(long mark) {
    return mark == NONE ? NONE : mark & -(1L << READ_BITS);
  }

  static Bookmark bookmark(int thread, int kind, long mark) {
    return Bookmark.of(name(thread, kind), ByteBuffer.allocate(8).putLong(mark).array());
  }

  /** What {@code db} holds. */
  static long stored(Iqdb db, int thread, int kind) {
    return db.bookmark(name(thread, kind))
        .map(value -> ByteBuffer.wrap(value).getLong())
        .orElse(NONE);
  }

  private static String name(int thread, int kind) {
    return (kind == BATCH ? "batch-" : "bulk-") + thread;
  }
}
