package io.iqdb.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.InvalidConfigException;
import io.iqdb.types.IndexKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Nonsense settings name the field and its range. */
class MergeSettingsTest {
  private static final TieredMergePolicy TIERED = TieredMergePolicy.defaults();
  private static final LogMergePolicy LOG = LogMergePolicy.defaults();
  private static final MergeScheduling SCHEDULING = MergeScheduling.defaults();

  private static void refused(String message, Executable nonsense) {
    String said = assertThrows(InvalidConfigException.class, nonsense).toString();
    assertTrue(said.contains(message), said);
  }

  @Test
  void tieredNamesFieldAndRange() {
    refused("segmentsPerTier 1 is outside 2 to 100", () -> TIERED.withSegmentsPerTier(1));
    refused("segmentsPerTier 101", () -> TIERED.withSegmentsPerTier(101));
    refused("floorBytes 0 is outside 1 to 4294967296", () -> TIERED.withFloorBytes(0));
    refused("floorBytes 16777216 is outside 1 to 5", () -> TIERED.withMaxMergedBytes(5));
    refused("maxMergedBytes 0 is outside 1 to ", () -> TIERED.withMaxMergedBytes(0));
    refused("maxMergeAtOnce 1 is outside 2 to 100", () -> TIERED.withMaxMergeAtOnce(1));
    refused("reclaimWeight -0.1 is outside 0.0 to 10.0", () -> TIERED.withReclaimWeight(-0.1));
    refused("allowedDeletedShare 0.0 is", () -> TIERED.withAllowedDeletedShare(0));
    refused("allowedDeletedShare NaN", () -> TIERED.withAllowedDeletedShare(Double.NaN));
  }

  @Test
  void logNamesFieldAndRange() {
    refused("mergeFactor 1 is outside 2 to 100", () -> LOG.withMergeFactor(1));
    refused("minBytes 0 is outside 1 to ", () -> LOG.withMinBytes(0));
    refused("maxBytes -1 is outside 1 to ", () -> LOG.withMaxBytes(-1));
    refused("allowedDeletedShare 1.5", () -> LOG.withAllowedDeletedShare(1.5));
  }

  @Test
  void schedulingNamesFieldAndRange() {
    refused("threads 0 is outside 1 to 64", () -> SCHEDULING.withThreads(0));
    refused("bytesPerSecond", () -> SCHEDULING.withBytesPerSecond(1));
    refused("bytesPerSecond", () -> SCHEDULING.withBytesPerSecond(-1));
    refused("cpuShare 0.0 is outside 0.01 to 1.0", () -> SCHEDULING.withCpuShare(0));
    refused("largeBytes 0", () -> SCHEDULING.withLargeBytes(0));
    refused("memoryBytes 1 is outside 4194304 to ", () -> SCHEDULING.withMemoryBytes(1));
    assertEquals(0, SCHEDULING.withBytesPerSecond(0).bytesPerSecond());
  }

  @Test
  void eachWitherChangesItsOwnFieldOnly() {
    assertEquals(
        new TieredMergePolicy(3, 4, 5, 6, 7, 0.8),
        new TieredMergePolicy(2, 1, 1, 2, 0, 1)
            .withSegmentsPerTier(3)
            .withMaxMergedBytes(5)
            .withFloorBytes(4)
            .withMaxMergeAtOnce(6)
            .withReclaimWeight(7)
            .withAllowedDeletedShare(0.8));
    assertEquals(
        new LogMergePolicy(3, 4, 5, 0.6),
        new LogMergePolicy(2, 1, 1, 1)
            .withMergeFactor(3)
            .withMaxBytes(5)
            .withMinBytes(4)
            .withAllowedDeletedShare(0.6));
    assertEquals(
        new MergeScheduling(3, 1 << 17, 0.25, 7, 1 << 23),
        SCHEDULING
            .withThreads(3)
            .withBytesPerSecond(1 << 17)
            .withCpuShare(0.25)
            .withLargeBytes(7)
            .withMemoryBytes(1 << 23));
  }

  @Test
  void noMergePolicyAnswersNothing() {
    List<SegmentDescription> dead = List.of(Layouts.segment(1, 9, 0), Layouts.segment(2, 9, 5));
    assertEquals(List.of(), new NoMergePolicy().plan(dead, Set.of()));
    assertEquals(List.of(), new NoMergePolicy().optimize(dead));
    assertEquals(List.of(), new NoMergePolicy().reclaim(dead));
  }

  @Test
  void specsAndDescriptionsAreChecked() {
    assertThrows(InvalidArgumentException.class, () -> MergeSpec.background(List.of(), "tier"));
    assertThrows(
        InvalidArgumentException.class, () -> MergeSpec.background(List.of(1L, 1L), "tier"));
    assertThrows(InvalidArgumentException.class, () -> MergeSpec.background(List.of(1L), " "));
    assertThrows(
        InvalidArgumentException.class,
        () -> MergeSpec.requested(List.of(1L), "r".repeat(MergeSpec.MAX_RULE_CHARACTERS + 1)));
    assertThrows(InvalidArgumentException.class, () -> Layouts.segment(0, 1, 1));
    assertThrows(InvalidArgumentException.class, () -> Layouts.segment(1, -1, 1));
    assertThrows(InvalidArgumentException.class, () -> Layouts.segment(1, 1, 1001));
  }

  @Test
  void liveBytesAreInProportionToLiveRows() {
    assertEquals(333, new SegmentDescription(1, 999, 3, 1, IndexKind.FLAT, 0).liveBytes());
    assertEquals(334, new SegmentDescription(1, 1000, 3, 1, IndexKind.FLAT, 0).liveBytes());
    assertEquals(0, new SegmentDescription(1, 1000, 3, 0, IndexKind.FLAT, 0).liveBytes());
    assertEquals(0, new SegmentDescription(1, 1000, 0, 0, IndexKind.FLAT, 0).liveBytes());
    long huge = Long.MAX_VALUE;
    assertEquals(huge, new SegmentDescription(1, huge, 7, 7, IndexKind.FLAT, 0).liveBytes());
  }
}
