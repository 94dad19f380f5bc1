package io.iqdb.policy;

import io.iqdb.error.Require;
import org.jspecify.annotations.Nullable;

/**
 * What became of one merge: a line of the history.
 *
 * @param spec what was to be merged, and why
 * @param segments how many segments that were; all are in {@code spec}, but where the line was read
 *     from a manifest, which keeps the numbers of the first {@link #MOST_NUMBERS} alone
 * @param outcome how it ended
 * @param startedMillis when it began, by the clock of the database, in milliseconds since 1970
 * @param nanos how long it took, waiting included
 * @param stalledNanos how much of that it held still: paused, or within its budget, or for searches
 * @param bytesIn size of the segments that were merged
 * @param bytesOut size of the segment that was written, or of what was written of it; 0 where none
 * @param rowsIn rows of the segments, dead ones included
 * @param rowsOut rows that were written
 * @param result number of the segment that was published, or 0 where none was
 * @param detail why it did not come about, or null where it did
 */
public record MergeRecord(
    MergeSpec spec,
    int segments,
    Outcome outcome,
    long startedMillis,
    long nanos,
    long stalledNanos,
    long bytesIn,
    long bytesOut,
    long rowsIn,
    long rowsOut,
    long result,
    @Nullable String detail) {
  /** Most segments whose numbers outlast the process that merged them. */
  public static final int MOST_NUMBERS = 32;

  /** How a merge ended. Whatever it was but {@link #DONE}, the segments are as they were. */
  public enum Outcome {
    /** Published. */
    DONE,
    /** Stopped on request, or because the database was closed. */
    ABORTED,
    /** A segment of it was gone: another merge or a purge was there first. */
    VOID,
    /** Not begun: it would need more memory than merges may take. */
    REFUSED,
    /** Failed, for want of space, damage in a segment, or another error of the disk. */
    FAILED
  }

  /** Checks the ranges. */
  public MergeRecord {
    int named = spec.segments().size();
    Require.argument(
        segments == named || (segments > named && named == MOST_NUMBERS),
        "%d segments, of which %d are named",
        segments,
        named);
    Require.argument(nanos >= 0 && stalledNanos >= 0, "a merge of %d ns", nanos);
    Require.argument(bytesIn >= 0 && bytesOut >= 0, "a merge of %d bytes", bytesIn);
    Require.argument(rowsIn >= 0 && rowsOut >= 0, "a merge of %d rows", rowsIn);
  }

  /** How long it took, in seconds. */
  public double seconds() {
    return nanos / 1e9;
  }
}
