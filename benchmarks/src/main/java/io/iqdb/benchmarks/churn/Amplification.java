package io.iqdb.benchmarks.churn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much larger than its live data a database is, and how often its bytes were written, over
 * time.
 */
final class Amplification {
  /**
   * One look at it.
   *
   * @param seconds since the start
   * @param operations so far
   * @param segments in the newest view
   * @param space bytes of these segments by bytes of live data
   * @param disk bytes of all files by bytes of live data: what snapshots hold, too
   * @param write bytes written into segments by bytes that the user wrote
   */
  record Sample(
      double seconds, long operations, int segments, double space, double disk, double write) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  /** Most segments at any look. */
  int mostSegments() {
    return samples.stream().mapToInt(Sample::segments).max().orElse(0);
  }

  /** Values separated by commas, with a head line: for a plot. */
  String csv() {
    StringBuilder csv = new StringBuilder("seconds,operations,segments,space,disk,write\n");
    for (Sample sample : samples) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%.0f,%d,%d,%.3f,%.3f,%.3f%n",
              sample.seconds,
              sample.operations,
              sample.segments,
              sample.space,
              sample.disk,
              sample.write));
    }
    return csv.toString();
  }
}
