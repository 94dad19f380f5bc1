package io.iqdb.merge;

import java.util.Set;

/**
 * Why merging does not go on as it should.
 *
 * @param failures merges that failed since the last that came about
 * @param failure the last of them
 * @param waiting whether upkeep holds off for it
 * @param damaged segments that upkeep leaves alone, for a merge met damage in them
 */
public record MergeTrouble(int failures, String failure, boolean waiting, Set<Long> damaged) {
  /** Copies the set. */
  public MergeTrouble {
    damaged = Set.copyOf(damaged);
  }
}
