package io.iqdb.policy.simulate;

import io.iqdb.error.Require;

/**
 * A load for {@link MergeSimulator}: flushes of rows of one size, each of which replaces and
 * deletes rows of earlier flushes, all equally likely.
 *
 * @param flushes how many, 1 to 1,000,000
 * @param minFlushBytes smallest flush, from {@code rowBytes}
 * @param maxFlushBytes largest flush, to 2^40; sizes between the two are equally likely
 * @param rowBytes bytes of a row in a segment, 1 to 2^30
 * @param replacedShare share of the flushed rows that replace a stored one, 0 to 1
 * @param deletedShare rows deleted for each row flushed, 0 to 1
 * @param seed of the pseudo-random choices: equal loads give equal results
 */
public record MergeLoad(
    int flushes,
    long minFlushBytes,
    long maxFlushBytes,
    long rowBytes,
    double replacedShare,
    double deletedShare,
    long seed) {
  /** Checks the ranges. */
  public MergeLoad {
    Require.argument(
        flushes >= 1 && flushes <= 1_000_000, "%d flushes are outside 1 to 1000000", flushes);
    Require.argument(
        rowBytes >= 1 && rowBytes <= 1L << 30, "row of %d bytes is outside 1 to 2^30", rowBytes);
    Require.argument(
        rowBytes <= minFlushBytes && minFlushBytes <= maxFlushBytes && maxFlushBytes <= 1L << 40,
        "flushes of %d to %d bytes are outside one row to 2^40",
        minFlushBytes,
        maxFlushBytes);
    Require.argument(
        replacedShare >= 0 && replacedShare <= 1,
        "replaced share %s is outside 0 to 1",
        replacedShare);
    Require.argument(
        deletedShare >= 0 && deletedShare <= 1, "deleted share %s is outside 0 to 1", deletedShare);
  }

  /** Flushes of one size of rows of 1 KiB that replace and delete nothing. */
  public static MergeLoad appending(int flushes, long flushBytes) {
    return new MergeLoad(flushes, flushBytes, flushBytes, 1 << 10, 0, 0, 1);
  }

  /** With flushes between these sizes, in bytes. */
  public MergeLoad withFlushBytes(long least, long most) {
    return new MergeLoad(flushes, least, most, rowBytes, replacedShare, deletedShare, seed);
  }

  /** With rows of as many bytes. */
  public MergeLoad withRowBytes(long bytes) {
    return new MergeLoad(
        flushes, minFlushBytes, maxFlushBytes, bytes, replacedShare, deletedShare, seed);
  }

  /** With this share of rows that replace another. */
  public MergeLoad withReplacedShare(double share) {
    return new MergeLoad(
        flushes, minFlushBytes, maxFlushBytes, rowBytes, share, deletedShare, seed);
  }

  /** With as many rows deleted for each row flushed. */
  public MergeLoad withDeletedShare(double share) {
    return new MergeLoad(
        flushes, minFlushBytes, maxFlushBytes, rowBytes, replacedShare, share, seed);
  }

  /** With other pseudo-random choices. */
  public MergeLoad withSeed(long newSeed) {
    return new MergeLoad(
        flushes, minFlushBytes, maxFlushBytes, rowBytes, replacedShare, deletedShare, newSeed);
  }
}
