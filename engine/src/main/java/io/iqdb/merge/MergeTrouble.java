package io.iqdb.merge;

import java.util.Optional;
import java.util.Set;

/**
 * Why merging does not go on as it should.
 *
 * @param failures merges that failed since the last that came about
 * @param last why the last of them did
 * @param waiting whether upkeep holds off for it
 * @param stopped whether upkeep has stopped for it, until it is resumed or a merge comes about
 * @param damaged segments that upkeep leaves alone, for a merge met damage in them
 */
public record MergeTrouble(
    int failures, Optional<Throwable> last, boolean waiting, boolean stopped, Set<Long> damaged) {
  /** Copies the set. */
  public MergeTrouble {
    damaged = Set.copyOf(damaged);
  }

  /** What the last failure said, or nothing. */
  public String failure() {
    return last.map(cause -> String.valueOf(cause.getMessage())).orElse("");
  }
}
