package io.iqdb.policy;

import java.util.List;
import java.util.Set;

/**
 * Chooses which segments to merge; {@link MergeScheduling} says how fast merges run, and the engine
 * runs them. Write your own by implementing this interface; {@link TieredMergePolicy} is the
 * default.
 *
 * <p>A policy is a function: the same arguments give the same answer, and it keeps no state, reads
 * no clock and does no input or output. The engine calls it from any thread, in the background as a
 * rule; no write and no search waits for the answer, but every other merge does. What it throws
 * ends that round of planning, not the database.
 *
 * <p>Every answer names each segment at most once, and only segments of the list it was given. The
 * engine refuses an answer that does otherwise. To come to rest a policy must not answer for ever:
 * once everything it named is merged and nothing else happens, it must in the end answer with the
 * empty list.
 */
public interface MergePolicy {
  /**
   * Upkeep: what should be merged now, most urgent first; often nothing.
   *
   * @param segments all segments, in no particular order
   * @param merging numbers of those that a running or waiting merge already holds; these must not
   *     be named, but their rows count for what the database holds
   */
  List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging);

  /**
   * The merges that lead to the best layout this policy knows, asked for by a caller who accepts
   * that most of the data is written again.
   */
  List<MergeSpec> optimize(List<SegmentDescription> segments);

  /** The merges that give back the space of dead rows, and touch no segment without any. */
  List<MergeSpec> reclaim(List<SegmentDescription> segments);
}
