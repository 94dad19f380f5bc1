package io.iqdb;

import io.iqdb.error.Require;

/**
 * How one opener uses a catalog; nothing of it is stored. Immutable: the methods give changed
 * copies.
 *
 * <p>{@link OpenOptions} are those of each open collection, not of all together: each has a
 * memtable of {@link OpenOptions#memtableBytes}, and merges with the threads and the memory of its
 * own {@link io.iqdb.policy.MergeScheduling}. With many collections in use lower {@code
 * memtableBytes}, {@code threads} and {@code memoryBytes}, or {@code mostOpen}. They hold until the
 * collection is closed, to make room for another one perhaps; what was set while it was open is
 * forgotten then.
 *
 * @param mostOpen collections that are open at a time, 1 to 100,000
 * @param collections how a collection is opened unless it is said otherwise; does not matter to one
 *     that is open already
 */
public record CatalogOptions(int mostOpen, OpenOptions collections) {
  private static final CatalogOptions DEFAULTS = new CatalogOptions(256, OpenOptions.defaults());

  /** Checks the range of the number. */
  public CatalogOptions {
    Require.argument(
        mostOpen >= 1 && mostOpen <= 100_000,
        "mostOpen %d is outside 1 to 100,000 collections",
        mostOpen);
  }

  /** At most 256 collections open, each with default options. */
  public static CatalogOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another number of open collections. */
  public CatalogOptions mostOpen(int most) {
    return new CatalogOptions(most, collections);
  }

  /** The same with other options for collections. */
  public CatalogOptions collections(OpenOptions options) {
    return new CatalogOptions(mostOpen, options);
  }
}
