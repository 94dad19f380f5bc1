package io.iqdb.policy.simulate;

import io.iqdb.error.Require;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.types.IndexKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Runs a {@link MergePolicy} over a {@link MergeLoad} without data, merges taking no time: what is
 * chosen after a flush is done before the next. A thousand flushes take well under a second. Not
 * for use by several threads at once; the static method is.
 */
public final class MergeSimulator {
  /** Rounds of planning after one flush; a policy that wants more does not come to rest. */
  private static final int MAX_ROUNDS = 1000;

  private final MergePolicy policy;
  private final MergeLoad load;
  private final SplittableRandom random;
  private final Map<Long, SegmentDescription> segments = new LinkedHashMap<>();
  private final List<MergeSimulation.Point> points = new ArrayList<>();
  private final Map<String, Integer> mergesByRule = new HashMap<>();
  private long nextNumber = 1;
  private long nextSequence = 1;
  private long flushedBytes;
  private long mergedBytes;
  private long largestMergeBytes;
  private double largestSpaceAmplification = 1;

  private MergeSimulator(MergePolicy policy, MergeLoad load) {
    this.policy = policy;
    this.load = load;
    this.random = new SplittableRandom(load.seed());
  }

  /**
   * What {@code policy} does with {@code load}. Throws {@code InvalidArgumentException} where the
   * policy breaks a rule of {@link MergePolicy}: a good first test for a policy of one's own.
   */
  public static MergeSimulation run(MergePolicy policy, MergeLoad load) {
    MergeSimulator simulator = new MergeSimulator(policy, load);
    for (int flush = 1; flush <= load.flushes(); flush++) {
      simulator.flush();
      simulator.mergeUntilAtRest();
      simulator.record(flush);
    }
    return new MergeSimulation(
        simulator.points,
        simulator.mergesByRule,
        simulator.largestMergeBytes,
        simulator.largestSpaceAmplification);
  }

  private void flush() {
    long bytes = random.nextLong(load.minFlushBytes(), load.maxFlushBytes() + 1);
    long rows = bytes / load.rowBytes();
    kill(rows * (load.replacedShare() + load.deletedShare()));
    add(rows, nextSequence);
    nextSequence += rows;
    flushedBytes += rows * load.rowBytes();
  }

  /** Spreads deaths over the segments in proportion to their live rows. */
  private void kill(double deaths) {
    long live = segments.values().stream().mapToLong(SegmentDescription::liveRows).sum();
    double share = live == 0 ? 0 : Math.min(1, deaths / live);
    segments.replaceAll((number, segment) -> {
      double expected = segment.liveRows() * share;
      long whole = (long) expected;
      long dead = whole + (random.nextDouble() < expected - whole ? 1 : 0);
      return new SegmentDescription(
          number,
          segment.bytes(),
          segment.rows(),
          Math.max(0, segment.liveRows() - dead),
          segment.index(),
          segment.firstSequence());
    });
  }

  private void add(long rows, long firstSequence) {
    long number = nextNumber++;
    segments.put(
        number,
        new SegmentDescription(
            number, rows * load.rowBytes(), rows, rows, IndexKind.FLAT, firstSequence));
  }

  private void mergeUntilAtRest() {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      List<MergeSpec> specs = policy.plan(List.copyOf(segments.values()), Set.of());
      if (specs.isEmpty()) {
        return;
      }
      Set<Long> named = new HashSet<>();
      for (MergeSpec spec : specs) {
        for (long number : spec.segments()) {
          Require.argument(segments.containsKey(number), "no segment %d to merge", number);
          Require.argument(named.add(number), "segment %d in two merges of a plan", number);
        }
      }
      specs.forEach(this::merge);
    }
    Require.argument(false, "the policy still merges after %d rounds", MAX_ROUNDS);
  }

  private void merge(MergeSpec spec) {
    List<SegmentDescription> sources =
        spec.segments().stream().map(n -> Require.nonNull(segments.get(n))).toList();
    long rows = sources.stream().mapToLong(SegmentDescription::liveRows).sum();
    long written = rows * load.rowBytes();
    mergesByRule.merge(spec.rule(), 1, Integer::sum);
    mergedBytes += written;
    largestMergeBytes = Math.max(largestMergeBytes, written);
    if (liveBytes() > 0) {
      largestSpaceAmplification =
          Math.max(largestSpaceAmplification, (double) (bytes() + written) / liveBytes());
    }
    long age = sources.stream().mapToLong(SegmentDescription::firstSequence).min().orElseThrow();
    segments.keySet().removeAll(spec.segments());
    if (rows > 0) {
      add(rows, age);
    }
  }

  private void record(int flush) {
    MergeSimulation.Point point =
        new MergeSimulation.Point(
            flush, segments.size(), bytes(), liveBytes(), flushedBytes, mergedBytes);
    points.add(point);
    largestSpaceAmplification = Math.max(largestSpaceAmplification, point.spaceAmplification());
  }

  private long bytes() {
    return segments.values().stream().mapToLong(SegmentDescription::bytes).sum();
  }

  private long liveBytes() {
    return segments.values().stream().mapToLong(s -> s.liveRows() * load.rowBytes()).sum();
  }
}
