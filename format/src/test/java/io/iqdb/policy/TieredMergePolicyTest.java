package io.iqdb.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TieredMergePolicyTest {
  /** Tiers [0, 100), [100, 400), [400, 1600), [1600, 5000]. */
  private static final TieredMergePolicy FOUR = new TieredMergePolicy(4, 100, 10_000, 4, 2, 0.25);

  private static List<MergeSpec> plan(List<SegmentDescription> segments) {
    return FOUR.plan(segments, Set.of());
  }

  private static List<MergeSpec> tier(Long... numbers) {
    return List.of(MergeSpec.background(List.of(numbers), "tier"));
  }

  @Test
  void aFullTierIsLeftAloneAndOneMoreSegmentMergesIt() {
    assertEquals(List.of(), plan(Layouts.clean(100, 200, 300, 399)));
    assertEquals(tier(1L, 2L, 3L, 4L), plan(Layouts.clean(200, 200, 200, 200, 200)));
  }

  @Test
  void tiersDoNotMixAndFullSegmentsRest() {
    assertEquals(List.of(), plan(Layouts.clean(1, 2, 3, 4, 100, 100, 100, 100, 5001, 9000, 5500)));
  }

  @Test
  void segmentsOfEqualSizeGoFirst() {
    assertEquals(tier(3L, 4L, 5L, 1L), plan(Layouts.clean(210, 399, 200, 200, 200)));
  }

  /** Merging the smallest only would write the large one again for every few bytes. */
  @Test
  void belowTheFloorSmallOnesAreNotMergedIntoALargeOne() {
    assertEquals(tier(2L, 3L, 4L, 5L), plan(Layouts.clean(99, 1, 1, 1, 1)));
    assertEquals(tier(3L, 4L, 5L), plan(Layouts.clean(99, 20, 1, 1, 1)));
  }

  @Test
  void deadRowsAttractMerges() {
    List<SegmentDescription> segments = new ArrayList<>(Layouts.clean(200, 200, 200, 200));
    segments.add(Layouts.segment(5, 260, 900)); // 234 alive
    assertEquals(tier(2L, 3L, 4L, 5L), plan(segments));
    assertEquals(tier(1L, 2L, 3L, 4L), FOUR.withReclaimWeight(0).plan(segments, Set.of()));
  }

  @Test
  void sizesAreThoseOfLiveRows() {
    // 1000 bytes, a fifth alive: in the tier of the others
    List<SegmentDescription> segments = new ArrayList<>(Layouts.clean(200, 200, 200, 200));
    segments.add(Layouts.segment(5, 1000, 200));
    assertEquals(tier(2L, 3L, 4L, 5L), FOUR.withAllowedDeletedShare(1).plan(segments, Set.of()));
  }

  @Test
  void nearTheLargestMergeGroupsAreAsLargeAsFits() {
    List<MergeSpec> specs = plan(Layouts.clean(4000, 4000, 4000, 4000, 4000));
    assertEquals(tier(1L, 2L), specs);
  }

  @Test
  void segmentsThatMergeAlreadyCountForNoTier() {
    List<SegmentDescription> five = Layouts.clean(200, 200, 200, 200, 200);
    assertEquals(List.of(), FOUR.plan(five, Set.of(3L)));
  }

  @Test
  void tooManyDeadBytesAreGivenBackFromTheDeadestSegmentOn() {
    List<SegmentDescription> segments =
        List.of(
            Layouts.segment(1, 6000, 700),
            Layouts.segment(2, 6000, 600),
            Layouts.segment(3, 6000, 800),
            Layouts.segment(4, 6000, 1000));
    // 5400 of 24000 dead are fewer than a quarter, and more than a fifth
    assertEquals(List.of(), plan(segments));
    assertEquals(
        List.of(MergeSpec.background(List.of(2L), "deleted share")),
        FOUR.withAllowedDeletedShare(0.2).plan(segments, Set.of()));
    assertEquals(List.of(), FOUR.withAllowedDeletedShare(0.2).plan(segments, Set.of(2L)));
  }

  @Test
  void segmentsWithoutLiveRowsGoTogether() {
    List<SegmentDescription> segments =
        List.of(
            Layouts.segment(1, 600, 0), Layouts.segment(2, 600, 1000), Layouts.segment(3, 9000, 0));
    assertEquals(List.of(MergeSpec.background(List.of(1L, 3L), "empty")), plan(segments));
  }

  @Test
  void optimizingPacksIntoAsFewAsFirstFitFinds() {
    List<SegmentDescription> segments = Layouts.clean(6000, 3000, 1000, 5000, 9_999);
    assertEquals(
        List.of(MergeSpec.requested(List.of(1L, 2L, 3L), "optimize")), FOUR.optimize(segments));
  }

  @Test
  void theBoundCountsTiersAndFullSegments() {
    assertEquals(4, FOUR.segmentBound(0));
    assertEquals(4 + 1, FOUR.segmentBound(99));
    assertEquals(4 * 2 + 1, FOUR.segmentBound(100));
    assertEquals(4 * 4 + 20, FOUR.segmentBound(100_000));
  }
}
