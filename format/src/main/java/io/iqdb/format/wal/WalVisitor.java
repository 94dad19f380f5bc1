package io.iqdb.format.wal;

import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;

/**
 * Takes the records of a log in the order of their sequence numbers. Arrays are reused: whoever
 * wants to keep them copies.
 */
public interface WalVisitor {
  /**
   * A record that takes the place of any other with its id.
   *
   * @param sequence its number
   * @param id its key
   * @param vector its components, all finite
   * @param metadata holds its encoded metadata, which is sound
   * @param offset where in {@code metadata} it starts
   * @param length how long it is, or -1 where the record has none
   * @param expiresAt in UTC milliseconds, or {@link WalFormat#NEVER}
   */
  void upsert(
      long sequence,
      VectorId id,
      float[] vector,
      byte[] metadata,
      int offset,
      int length,
      long expiresAt);

  /** A deletion. */
  void delete(long sequence, VectorId id);

  /** A named position. */
  void bookmark(long sequence, Bookmark bookmark);

  /** The rows of a segment, void where no manifest names it. */
  void bulkSegment(long firstSequence, int rows, long segment);
}
