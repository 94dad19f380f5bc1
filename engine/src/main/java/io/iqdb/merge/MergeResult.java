package io.iqdb.merge;

/**
 * What a merge published.
 *
 * @param segment number of the new segment, or 0 where no row was left for one
 * @param bytes size of it
 * @param rows rows in it
 */
public record MergeResult(long segment, long bytes, long rows) {
  /** No row was left. */
  public static final MergeResult NOTHING = new MergeResult(0, 0, 0);
}
