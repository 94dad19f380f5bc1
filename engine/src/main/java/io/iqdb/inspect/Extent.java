package io.iqdb.inspect;

import io.iqdb.error.Require;

/**
 * How much of a file is shown.
 *
 * @param skip rows, frames or entries to pass over
 * @param limit most entries of each list
 * @param vectors whether the components of vectors are shown
 */
public record Extent(long skip, int limit, boolean vectors) {
  /** Checks the ranges. */
  public Extent {
    Require.argument(skip >= 0, "skip %d is negative", skip);
    Require.argument(limit >= 0, "limit %d is negative", limit);
  }
}
