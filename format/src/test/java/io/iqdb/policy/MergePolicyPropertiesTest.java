package io.iqdb.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every setting of the policies, every layout and every set of running merges. */
class MergePolicyPropertiesTest {
  /** A policy with what its documentation promises. */
  record Promise(MergePolicy policy, long maxBytes, double allowedDeletedShare) {
    long bound(long liveBytes) {
      return switch (policy) {
        case TieredMergePolicy tiered -> tiered.segmentBound(liveBytes);
        case LogMergePolicy log -> log.segmentBound(liveBytes);
        default -> throw new AssertionError(policy);
      };
    }
  }

  @Provide
  Arbitrary<Promise> tiered() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 20),
            Arbitraries.integers().between(2, 20),
            Arbitraries.integers().between(0, 33),
            Arbitraries.integers().between(0, 35),
            Arbitraries.doubles().between(0, 10),
            Arbitraries.doubles().between(0.02, 1))
        .as((perTier, atOnce, floor, most, weight, share) -> {
          long maxBytes = (1L << Math.max(floor, most)) + floor;
          return new Promise(
              new TieredMergePolicy(perTier, 1L << floor, maxBytes, atOnce, weight, share),
              maxBytes,
              share);
        });
  }

  @Provide
  Arbitrary<Promise> byAge() {
    return Combinators.combine(
            Arbitraries.integers().between(2, 20),
            Arbitraries.integers().between(0, 33),
            Arbitraries.integers().between(0, 35),
            Arbitraries.doubles().between(0.02, 1))
        .as((factor, floor, most, share) -> {
          long maxBytes = (1L << Math.max(floor, most)) + floor;
          return new Promise(
              new LogMergePolicy(factor, 1L << floor, maxBytes, share), maxBytes, share);
        });
  }

  @Provide
  Arbitrary<Promise> any() {
    return Arbitraries.oneOf(tiered(), byAge());
  }

  @Property(tries = 1000)
  void aPlanNamesFreeSegmentsOnceAndKeepsToTheLargestMerge(
      @ForAll("any") Promise promise, @ForAll long seed) {
    Random random = new Random(seed);
    List<SegmentDescription> segments = Layouts.random(random, 100);
    Set<Long> merging = Layouts.someOf(segments, random);
    Set<Long> left = new HashSet<>();
    segments.forEach(segment -> left.add(segment.number()));
    left.removeAll(merging);
    for (MergeSpec spec : promise.policy().plan(segments, merging)) {
      assertTrue(spec.background(), spec::toString);
      for (long number : spec.segments()) {
        assertTrue(left.remove(number), () -> number + " is not there, merging or named twice");
      }
      List<SegmentDescription> sources = Layouts.named(segments, spec);
      if (spec.isRewrite()) {
        assertTrue(sources.getFirst().liveRows() < 1 || sources.getFirst().deadRows() > 0);
      } else {
        assertTrue(Layouts.live(sources) <= promise.maxBytes(), spec::toString);
      }
    }
  }

  @Property(tries = 500)
  void whatIsPlannedDependsOnNoOrder(@ForAll("any") Promise promise, @ForAll long seed) {
    Random random = new Random(seed);
    List<SegmentDescription> segments = Layouts.random(random, 60);
    Set<Long> merging = Layouts.someOf(segments, random);
    List<SegmentDescription> shuffled = new ArrayList<>(segments);
    Collections.shuffle(shuffled, random);
    MergePolicy policy = promise.policy();
    assertEquals(policy.plan(segments, merging), policy.plan(shuffled, merging));
    assertEquals(policy.optimize(segments), policy.optimize(shuffled));
    assertEquals(policy.reclaim(segments), policy.reclaim(shuffled));
  }

  @Property(tries = 500)
  void aPlanThatIsBeingRunLeavesNothingToPlan(@ForAll("any") Promise promise, @ForAll long seed) {
    Random random = new Random(seed);
    List<SegmentDescription> segments = Layouts.random(random, 100);
    Set<Long> merging = new HashSet<>(Layouts.someOf(segments, random));
    promise.policy().plan(segments, merging).forEach(spec -> merging.addAll(spec.segments()));
    assertEquals(List.of(), promise.policy().plan(segments, merging));
  }

  @Property(tries = 1000)
  void mergingComesToRestWithinTheBounds(@ForAll("any") Promise promise, @ForAll long seed) {
    List<SegmentDescription> segments = Layouts.random(new Random(seed), 200);
    int rounds = 0;
    List<MergeSpec> specs = promise.policy().plan(segments, Set.of());
    while (!specs.isEmpty()) {
      // Each round makes segments fewer or rewrites dirty ones: 400 would be one of them a round.
      assertTrue(rounds++ < 400, "no rest");
      segments = Layouts.after(segments, specs);
      specs = promise.policy().plan(segments, Set.of());
    }
    long live = Layouts.live(segments);
    assertTrue(
        segments.size() <= promise.bound(live),
        segments.size() + " segments, at most " + promise.bound(live));
    long bytes = segments.stream().mapToLong(SegmentDescription::bytes).sum();
    assertTrue(bytes - live <= promise.allowedDeletedShare() * bytes * (1 + 1e-9));
    assertTrue(segments.stream().allMatch(segment -> segment.liveRows() > 0));
  }

  @Property(tries = 500)
  void optimizingLeavesNoDeadRowsAndNothingToOptimize(
      @ForAll("any") Promise promise, @ForAll long seed) {
    List<SegmentDescription> before = Layouts.random(new Random(seed), 100);
    List<MergeSpec> specs = promise.policy().optimize(before);
    for (MergeSpec spec : specs) {
      assertFalse(spec.background());
      long live = Layouts.live(Layouts.named(before, spec));
      long oversize =
          Layouts.named(before, spec).stream()
              .mapToLong(SegmentDescription::liveBytes)
              .max()
              .orElseThrow();
      // What is larger already may take in only segments without live bytes.
      assertTrue(live <= promise.maxBytes() || live == oversize, spec::toString);
    }
    List<SegmentDescription> after = Layouts.after(before, specs);
    assertTrue(after.stream().allMatch(segment -> segment.deadRows() == 0));
    assertEquals(List.of(), promise.policy().optimize(after));
  }

  @Property(tries = 500)
  void reclaimingRewritesTheDirtySegmentsAndNoOther(
      @ForAll("any") Promise promise, @ForAll long seed) {
    List<SegmentDescription> before = Layouts.random(new Random(seed), 100);
    List<MergeSpec> specs = promise.policy().reclaim(before);
    Set<Long> dirty = new HashSet<>();
    before.stream().filter(s -> s.deadRows() > 0).forEach(s -> dirty.add(s.number()));
    for (MergeSpec spec : specs) {
      assertTrue(spec.isRewrite() && dirty.remove(spec.segments().getFirst()), spec::toString);
    }
    assertEquals(Set.of(), dirty);
    assertEquals(List.of(), promise.policy().reclaim(Layouts.after(before, specs)));
  }

  @Property(tries = 500)
  void mergesByAgeJoinNeighbours(@ForAll("byAge") Promise promise, @ForAll long seed) {
    Random random = new Random(seed);
    List<SegmentDescription> segments = new ArrayList<>();
    for (SegmentDescription segment : Layouts.random(random, 60)) {
      segments.add(Layouts.segment(segment.number(), segment.bytes(), 1 + random.nextInt(1000)));
    }
    Set<Long> merging = Layouts.someOf(segments, random);
    for (MergeSpec spec : promise.policy().plan(segments, merging)) {
      for (int i = 1; i < spec.segments().size(); i++) {
        assertEquals(spec.segments().get(i - 1) + 1, spec.segments().get(i), spec::toString);
      }
    }
  }
}
