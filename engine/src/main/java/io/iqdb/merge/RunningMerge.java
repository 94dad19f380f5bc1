package io.iqdb.merge;

import io.iqdb.observe.MergeEvent;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeSpec;
import org.jspecify.annotations.Nullable;

/**
 * A merge that runs.
 *
 * @param spec what is merged
 * @param needs what it was expected to need
 * @param control its reins
 * @param job that it belongs to, or null for upkeep
 * @param startedMillis when it began, by the clock of the database
 * @param startedNanos the same by the clock that only counts
 */
record RunningMerge(
    MergeSpec spec,
    MergeNeeds needs,
    MergeControl control,
    @Nullable MergeJob job,
    long startedMillis,
    long startedNanos) {
  /** How it ended, for the history. */
  MergeRecord ended(Outcome outcome, @Nullable MergeResult result, @Nullable Throwable cause) {
    return new MergeRecord(
        spec,
        outcome,
        startedMillis,
        Math.max(0, System.nanoTime() - startedNanos),
        control.stalledNanos(),
        needs.bytesIn(),
        result == null ? control.bytes() : result.bytes(),
        needs.rowsIn(),
        result == null ? 0 : result.rows(),
        result == null ? 0 : result.segment(),
        cause == null ? null : String.valueOf(cause.getMessage()));
  }

  /** Puts {@code ended} into a flight recording. */
  static void tell(MergeEvent event, MergeRecord ended) {
    event.finish(
        ended.spec().rule(),
        ended.spec().segments().size(),
        ended.rowsIn(),
        ended.rowsOut(),
        ended.bytesIn(),
        ended.bytesOut(),
        ended.outcome().toString());
  }

  /** That it never began. */
  static MergeRecord refused(MergeSpec spec, MergeNeeds needs, long millis, String why) {
    return new MergeRecord(
        spec, Outcome.REFUSED, millis, 0, 0, needs.bytesIn(), 0, needs.rowsIn(), 0, 0, why);
  }

  /** How far it has come. */
  MergeProgress progress(boolean paused) {
    return new MergeProgress(spec, startedMillis, needs.bytesOut(), control.bytes(), paused);
  }
}
