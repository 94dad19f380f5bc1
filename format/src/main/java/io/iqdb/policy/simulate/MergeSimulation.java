package io.iqdb.policy.simulate;

import java.util.List;
import java.util.Map;

/**
 * What a policy did with a load.
 *
 * @param points one for each flush, after the merges that it caused
 * @param mergesByRule merges of each rule, by its name
 * @param largestMergeBytes bytes that the largest merge wrote
 * @param largestSpaceAmplification the most that the files ever took, those that a running merge is
 *     writing included, divided by the live bytes at that time
 */
public record MergeSimulation(
    List<Point> points,
    Map<String, Integer> mergesByRule,
    long largestMergeBytes,
    double largestSpaceAmplification) {
  /** Copies the list and the map. */
  public MergeSimulation {
    points = List.copyOf(points);
    mergesByRule = Map.copyOf(mergesByRule);
  }

  /** How things were after the last flush. */
  public Point last() {
    return points.getLast();
  }

  /** Most segments that were left after the merges of a flush. */
  public int mostSegments() {
    return points.stream().mapToInt(Point::segments).max().orElse(0);
  }

  /** Segments left after the merges of a flush, on average. */
  public double meanSegments() {
    return points.stream().mapToInt(Point::segments).average().orElse(0);
  }

  /** Space amplification after the merges of a flush, on average. */
  public double meanSpaceAmplification() {
    return points.stream().mapToDouble(Point::spaceAmplification).average().orElse(1);
  }

  /** Merges of all rules together. */
  public int merges() {
    return mergesByRule.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The state after a flush and its merges.
   *
   * @param flush its number, from 1
   * @param segments how many there are
   * @param bytes their size
   * @param liveBytes the size of their live rows
   * @param flushedBytes written by flushes so far
   * @param mergedBytes written by merges so far
   */
  public record Point(
      int flush, int segments, long bytes, long liveBytes, long flushedBytes, long mergedBytes) {
    /** Written by flushes and merges for each byte that flushes wrote; logs are not counted. */
    public double writeAmplification() {
      return (double) (flushedBytes + mergedBytes) / flushedBytes;
    }

    /**
     * Bytes stored for each live byte; 1 where nothing is stored, infinite where only dead rows
     * are.
     */
    public double spaceAmplification() {
      return bytes == 0 ? 1 : (double) bytes / liveBytes;
    }
  }
}
