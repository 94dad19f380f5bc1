package io.iqdb.store.sim;

/**
 * How far the enumeration of crash states goes. Within the bounds it is exhaustive for its model;
 * prefixes at which {@code combinations} did not suffice are counted and reported.
 *
 * @param grain a torn write larger than this is torn at a multiple of it: the sector
 * @param subsets up to this many unsynced name changes are lost in all combinations; beyond, none,
 *     all, each alone, each missing and each prefix are tried
 * @param writes of one file, so many of the last unsynced ones are each the last one or missing
 * @param combinations of contents under one set of names; beyond, each file in turn with all others
 *     whole or lost, and random combinations up to this number
 * @param seed of garbage and of random combinations
 */
public record Bounds(int grain, int subsets, int writes, int combinations, long seed) {
  /** 512-byte sectors, 2^6 subsets of names, 64 writes of a file, 1,024 combinations. */
  public static final Bounds DEFAULT = new Bounds(512, 6, 64, 1024, 1);

  /** Checks the ranges. */
  public Bounds {
    if (grain < 1 || subsets < 0 || subsets > 20 || writes < 1 || combinations < 1) {
      throw new IllegalArgumentException(
          "bounds " + grain + ", " + subsets + ", " + writes + ", " + combinations);
    }
  }

  /** With another sector size, such as 4,096. */
  public Bounds withGrain(int newGrain) {
    return new Bounds(newGrain, subsets, writes, combinations, seed);
  }

  /** With another number of combinations. */
  public Bounds withCombinations(int newCombinations) {
    return new Bounds(grain, subsets, writes, newCombinations, seed);
  }

  /** With another seed. */
  public Bounds withSeed(long newSeed) {
    return new Bounds(grain, subsets, writes, combinations, newSeed);
  }
}
