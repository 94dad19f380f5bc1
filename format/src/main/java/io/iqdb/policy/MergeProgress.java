package io.iqdb.policy;

/**
 * How far a merge has come.
 *
 * @param spec what is merged, and why
 * @param startedMillis when it began, by the clock of the database, in milliseconds since 1970
 * @param bytesExpected what it is expected to write
 * @param bytesDone what it has written
 * @param paused whether it holds still because merges were paused
 */
public record MergeProgress(
    MergeSpec spec, long startedMillis, long bytesExpected, long bytesDone, boolean paused) {
  /** The share that is done, 0 to 1; an estimate. */
  public double share() {
    return bytesExpected <= 0 ? 0 : Math.min(1, (double) bytesDone / bytesExpected);
  }
}
