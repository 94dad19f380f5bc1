package io.iqdb.policy.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.policy.LogMergePolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.policy.TieredMergePolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MergeSimulatorTest {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  /** A policy that always answers the same. */
  private record Stubborn(List<MergeSpec> answer) implements MergePolicy {
    @Override
    public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
      return answer;
    }

    @Override
    public List<MergeSpec> optimize(List<SegmentDescription> segments) {
      return List.of();
    }

    @Override
    public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
      return List.of();
    }
  }

  @Test
  void withoutMergesEverythingStays() {
    MergeSimulation simulation =
        MergeSimulator.run(
            new NoMergePolicy(), MergeLoad.appending(10, MIB).withReplacedShare(0.5));
    MergeSimulation.Point last = simulation.last();
    assertEquals(10, last.segments());
    assertEquals(10 * MIB, last.bytes());
    assertEquals(10 * MIB, last.flushedBytes());
    assertEquals(1, last.writeAmplification());
    // The first flush finds nothing to replace; each other one replaces half its rows.
    assertEquals(5.5 * MIB, (double) last.liveBytes(), 10 * KIB);
    assertEquals(Map.of(), simulation.mergesByRule());
  }

  @Test
  void bytesAndMergesAreCounted() {
    TieredMergePolicy two = new TieredMergePolicy(2, MIB, 4 * MIB, 2, 0, 1);
    MergeSimulation simulation = MergeSimulator.run(two, MergeLoad.appending(3, MIB));
    assertEquals(Map.of("tier", 1), simulation.mergesByRule());
    assertEquals(2 * MIB, simulation.largestMergeBytes());
    assertEquals(2, simulation.mostSegments());
    assertEquals(5.0 / 3, simulation.last().writeAmplification());
    assertEquals(5.0 / 3, simulation.largestSpaceAmplification(), "3 MiB and the 2 being written");
    assertEquals(1, simulation.last().spaceAmplification());
  }

  @Test
  void aPolicyThatBreaksTheRulesIsRefused() {
    for (List<MergeSpec> answer :
        List.of(
            List.of(MergeSpec.background(List.of(99L), "unknown")),
            List.of(
                MergeSpec.background(List.of(1L), "one"),
                MergeSpec.background(List.of(1L), "twice")))) {
      assertThrows(
          InvalidArgumentException.class,
          () -> MergeSimulator.run(new Stubborn(answer), MergeLoad.appending(1, MIB)));
    }
  }

  @Test
  void equalLoadsGiveEqualResults() {
    MergeLoad load =
        MergeLoad.appending(200, MIB).withFlushBytes(4 * KIB, MIB).withReplacedShare(0.7);
    assertEquals(
        MergeSimulator.run(TieredMergePolicy.defaults(), load),
        MergeSimulator.run(TieredMergePolicy.defaults(), load));
    assertTrue(
        !MergeSimulator.run(TieredMergePolicy.defaults(), load)
            .equals(MergeSimulator.run(TieredMergePolicy.defaults(), load.withSeed(2))));
  }

  /** Where nothing dies, merges write a byte at most once for each tier above the floor's. */
  @Property(tries = 40)
  void workIsBoundedByTheTiers(
      @ForAll @IntRange(min = 2, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 3000) int spread,
      @ForAll @IntRange(min = 20, max = 1000) int flushes,
      @ForAll long seed) {
    long largest = 512 * MIB;
    MergeLoad load =
        MergeLoad.appending(flushes, MIB).withFlushBytes(MIB, MIB + spread * KIB).withSeed(seed);
    MergePolicy tiered = new TieredMergePolicy(width, MIB, largest, width, 2, 0.2);
    MergeSimulation simulation = MergeSimulator.run(tiered, load);
    long total = simulation.last().flushedBytes();
    double tiers =
        1
            + Math.floor(
                Math.log((double) Math.min(total, largest / 2) / MIB + 1e-9) / Math.log(width));
    assertTrue(
        simulation.last().mergedBytes() <= tiers * total,
        () -> simulation.last() + " of " + tiers + " tiers");
  }

  /** With what dies paid for: what its segment's rewrite costs, and what falls back by a tier. */
  @Property(tries = 60)
  void workAndSpaceAreBoundedUnderChurn(
      @ForAll @IntRange(min = 3, max = 12) int width,
      @ForAll @DoubleRange(max = 1) double replaced,
      @ForAll @DoubleRange(max = 1) double deleted,
      @ForAll @DoubleRange(min = 0.1, max = 0.5) double allowed,
      @ForAll boolean byAge,
      @ForAll long seed) {
    long largest = 256 * MIB;
    MergeLoad load =
        MergeLoad.appending(400, MIB)
            .withFlushBytes(MIB, 3 * MIB)
            .withReplacedShare(replaced)
            .withDeletedShare(deleted)
            .withSeed(seed);
    MergePolicy policy =
        byAge
            ? new LogMergePolicy(width, MIB, largest, allowed)
            : new TieredMergePolicy(width, MIB, largest, width, 2, allowed);
    MergeSimulation simulation = MergeSimulator.run(policy, load);
    MergeSimulation.Point last = simulation.last();
    double tiers = 1 + Math.floor(Math.log(128) / Math.log(width));
    long dead = last.flushedBytes() - last.liveBytes();
    assertTrue(
        last.mergedBytes() <= (tiers + 1) * last.flushedBytes() + dead / allowed,
        () -> last + " of " + tiers + " tiers");
    for (MergeSimulation.Point point : simulation.points()) {
      assertTrue(point.spaceAmplification() <= 1 / (1 - allowed) + 1e-9, point::toString);
    }
  }

  /** Flushes a thousand times smaller than the floor are merged with each other first. */
  @Test
  void tinyFlushesDoNotRewriteLargeSegments() {
    MergeLoad tiny = MergeLoad.appending(20_000, 4 * KIB).withRowBytes(64);
    for (MergePolicy policy : List.of(TieredMergePolicy.defaults(), LogMergePolicy.defaults())) {
      MergeSimulation simulation = MergeSimulator.run(policy, tiny);
      assertTrue(simulation.last().writeAmplification() < 12, () -> simulation.last().toString());
      assertTrue(simulation.mostSegments() <= 16, () -> simulation.mostSegments() + " segments");
    }
  }
}
