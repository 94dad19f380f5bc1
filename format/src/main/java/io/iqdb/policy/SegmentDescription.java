package io.iqdb.policy;

import io.iqdb.error.Require;
import io.iqdb.types.IndexKind;

/**
 * What a {@link MergePolicy} knows about a segment: its size, what of it is alive, and its age.
 *
 * @param number the number that names the segment, from 1; unique within a database
 * @param bytes size of its files, in bytes
 * @param rows rows stored, dead ones included
 * @param liveRows rows that a merge would keep: neither replaced nor deleted, nor expired; at most
 *     {@code rows}
 * @param index how it answers a search
 * @param firstSequence smallest sequence number of its rows: the lower, the older
 */
public record SegmentDescription(
    long number, long bytes, long rows, long liveRows, IndexKind index, long firstSequence) {
  /** Checks the ranges. */
  public SegmentDescription {
    Require.argument(number >= 1, "segment number %d is below 1", number);
    Require.argument(bytes >= 0, "size of %d bytes is negative", bytes);
    Require.argument(rows >= 0, "%d rows are negative", rows);
    Require.argument(
        liveRows >= 0 && liveRows <= rows, "%d live rows are outside 0 to %d", liveRows, rows);
    Require.argument(firstSequence >= 0, "first sequence %d is negative", firstSequence);
  }

  /**
   * Bytes that a rewrite of this segment is expected to have: its size in proportion to its live
   * rows, rounded up.
   */
  public long liveBytes() {
    if (liveRows == rows) {
      return rows == 0 ? 0 : bytes;
    }
    // Not exact beyond 2^53 bytes; still never above bytes, and 0 for a segment without live rows.
    return Math.min(bytes, (long) Math.ceil((double) bytes / rows * liveRows));
  }

  /** Rows replaced or deleted. */
  public long deadRows() {
    return rows - liveRows;
  }

  /** Share of the rows that are replaced or deleted, 0 to 1; 0 without rows. */
  public double deletedShare() {
    return rows == 0 ? 0 : (double) deadRows() / rows;
  }
}
