package io.iqdb.format.wal;

import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import org.jspecify.annotations.Nullable;

/** One record of a log as an object: for tools that show it. */
public sealed interface WalRecord {
  /** Its sequence number. */
  long sequence();

  /**
   * A record that takes the place of any other with its id.
   *
   * @param sequence its number
   * @param id its key
   * @param vector its vector
   * @param metadata or null where it has none
   * @param expiresAt in UTC milliseconds, or {@link WalFormat#NEVER}
   */
  record Upsert(
      long sequence, VectorId id, Vector vector, @Nullable Metadata metadata, long expiresAt)
      implements WalRecord {}

  /**
   * A deletion.
   *
   * @param sequence its number
   * @param id what is gone
   */
  record Delete(long sequence, VectorId id) implements WalRecord {}

  /**
   * A named position.
   *
   * @param sequence its number
   * @param bookmark what it says
   */
  record Marked(long sequence, Bookmark bookmark) implements WalRecord {}

  /**
   * The rows of a segment.
   *
   * @param sequence the first row's
   * @param rows how many
   * @param segment number of the segment
   */
  record BulkSegment(long sequence, int rows, long segment) implements WalRecord {}
}
