package io.iqdb.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogMergePolicyTest {
  /** Levels [0, 100), [100, 300), [300, 900), [900, 2700), [2700, 5000]. */
  private static final LogMergePolicy THREE = new LogMergePolicy(3, 100, 10_000, 0.25);

  private static List<MergeSpec> plan(long... sizes) {
    return THREE.plan(Layouts.clean(sizes), Set.of());
  }

  private static List<MergeSpec> level(Long... numbers) {
    return List.of(MergeSpec.background(List.of(numbers), "level"));
  }

  @Test
  void asManyNeighboursOfALevelAsTheFactorAreMerged() {
    assertEquals(List.of(), plan(300, 300, 100, 100, 50, 50));
    assertEquals(level(3L, 4L, 5L), plan(300, 300, 100, 100, 100));
  }

  @Test
  void smallerOnesBetweenThemGoAlong() {
    assertEquals(level(1L, 2L, 3L, 4L), plan(300, 100, 300, 300));
  }

  @Test
  void largerOnesPartAStretch() {
    assertEquals(List.of(), plan(100, 100, 300, 100, 50));
  }

  @Test
  void aRunningMergePartsAStretch() {
    List<SegmentDescription> segments = Layouts.clean(100, 100, 100, 100, 100);
    assertEquals(List.of(), THREE.plan(segments, Set.of(3L)));
  }

  @Test
  void fullSegmentsRest() {
    assertEquals(List.of(), plan(9000, 6000, 5001));
  }

  @Test
  void aGroupTakesItsOldestAsFarAsTheyFit() {
    assertEquals(level(1L, 2L), plan(4000, 4000, 4000));
  }

  /** What deletions can leave: no three neighbours of a level, and no end to their number. */
  @Test
  void aboveTheBoundNeighboursOfDifferentLevelsAreMerged() {
    LogMergePolicy three = THREE.withMaxBytes(1L << 40);
    long[] sizes = new long[27];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = i % 9 == 8 ? 900 : i % 3 == 2 ? 300 : 100;
    }
    List<SegmentDescription> ruler = Layouts.clean(sizes).subList(0, 26);
    assertEquals(12, three.segmentBound(Layouts.live(ruler)));
    List<MergeSpec> specs = three.plan(ruler, Set.of());
    assertEquals("count", specs.getFirst().rule());
  }

  @Test
  void optimizingJoinsNeighboursInAge() {
    assertEquals(
        List.of(
            MergeSpec.requested(List.of(1L, 2L), "optimize"),
            MergeSpec.requested(List.of(3L, 4L), "optimize")),
        THREE.optimize(Layouts.clean(6000, 3000, 2000, 5000, 9_999)));
  }
}
