package io.iqdb.merge;

import io.iqdb.observe.MergeEvent;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import org.jspecify.annotations.Nullable;

/**
 * A merge that runs.
 *
 * @param spec what is merged
 * @param needs what it was expected to need
 * @param control its reins
 * @param job that it belongs to, or null for upkeep
 */
record RunningMerge(
    MergeSpec spec, MergeNeeds needs, MergeControl control, @Nullable MergeJob job) {
  /** Puts {@code ended} into a flight recording. */
  static void tell(MergeEvent event, MergeRecord ended) {
    MergeSpec spec = ended.spec();
    event.read(spec.rule(), spec.segments(), ended.rowsIn(), ended.bytesIn());
    event.wrote(ended.result(), ended.rowsOut(), ended.bytesOut());
    event.finish(ended.outcome().toString(), ended.stalledNanos(), ended.detail());
  }
}
