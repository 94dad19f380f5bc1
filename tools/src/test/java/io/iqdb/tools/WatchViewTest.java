package io.iqdb.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.DatabaseInfo;
import io.iqdb.DatabaseInfo.FileInfo;
import io.iqdb.DatabaseInfo.SegmentInfo;
import io.iqdb.DatabaseInfo.Unpublished;
import io.iqdb.DatabaseStats;
import io.iqdb.IqdbConfig;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeSpec;
import io.iqdb.types.DistanceMetric;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Looks at databases that are not there. */
final class WatchViewTest {
  private static final long MIB = 1 << 20;
  private static final long BEGAN = 1_767_225_600_000L; // 2026-01-01 00:00:00
  private static final MergeSpec SPEC = MergeSpec.background(List.of(3L, 5L, 7L), "tier");

  private static DatabaseInfo info(Unpublished... unpublished) {
    return new DatabaseInfo(
        1_000,
        IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
        List.of(
            new SegmentInfo("seg-000003", 1_000, 500, 4 * MIB),
            new SegmentInfo("seg-000005", 500, 0, 2 * MIB)),
        7,
        9 * MIB,
        List.of(new FileInfo("wal-000009", MIB), new FileInfo("seg-000003", 4 * MIB)),
        List.of(unpublished));
  }

  private static Unpublished merging(long bytes) {
    return new Unpublished(
        "tmp-000043", bytes, "seg-000042", new MergeProgress(SPEC, BEGAN, 120 * MIB, bytes, false));
  }

  private static DatabaseStats stats(DatabaseStats.Lifetime lifetime, List<MergeRecord> history) {
    return new DatabaseStats(
        1_000,
        new DatabaseStats.Memory(0, 0, 1),
        List.of(),
        9 * MIB,
        new DatabaseStats.Written(0, 0, 0, 0, 0),
        new DatabaseStats.Stalls(0, 0, 0, 0),
        new DatabaseStats.Merging(false, List.of(), history),
        lifetime,
        List.of());
  }

  private static DatabaseStats nothing() {
    return stats(new DatabaseStats.Lifetime(0, 0, 0, 0, 0), List.of());
  }

  private static MergeRecord merge(MergeSpec spec, int segments, long result) {
    return new MergeRecord(
        spec,
        segments,
        Outcome.DONE,
        BEGAN,
        1_250_000_000,
        250_000_000,
        4 * MIB,
        3 * MIB,
        400,
        300,
        result,
        null);
  }

  @Test
  void segmentsAreBarsBySizeWithTheirDeletedRows() {
    String text = new WatchView().next(info(), nothing());
    assertEquals(
        """
        1,000 records in 2 segments and 7 rows in memory; 9.0 MiB on disk, 2.25 x the live data
        seg-000003  ████████████████████░░░░░░░░░░░░░░░░░░░░  4.0 MiB  1,000 rows  50.0 % deleted
        seg-000005  ████████████████████                      2.0 MiB    500 rows   0.0 % deleted
        log: 1.0 MiB in 1 file
        """,
        text);
  }

  @Test
  void aMergeShowsWhatItMergesIntoWhatAndHowFarItIs() {
    String text = new WatchView().next(info(merging(48 * MIB)), nothing());
    assertTrue(
        text.endsWith(
            """
            merging 3+5+7 into seg-000042, tier, since 2026-01-01 00:00:00
            ████████████████░░░░░░░░░░░░░░░░░░░░░░░░ 40 % of 120.0 MiB
            """),
        text);
  }

  @Test
  void aMergeThatIsLargerThanExpectedIsFull() {
    String text = new WatchView().next(info(merging(121 * MIB)), nothing());
    assertTrue(text.contains("█".repeat(40) + " 100 % of 120.0 MiB"), text);
  }

  @Test
  void whatDoesNotGrowIsSaidTo() {
    WatchView view = new WatchView();
    String held = "; no more than at the last look";
    assertFalse(view.next(info(merging(10 * MIB)), nothing()).contains(held));
    assertFalse(view.next(info(merging(11 * MIB)), nothing()).contains(held));
    assertTrue(view.next(info(merging(11 * MIB)), nothing()).contains("120.0 MiB" + held));
    assertFalse(view.next(info(), nothing()).contains(held));
    assertFalse(view.next(info(merging(11 * MIB)), nothing()).contains(held));
  }

  @Test
  void filesThatAreNoMergeAreShownAsFarAsTheyAreKnown() {
    String text =
        new WatchView()
            .next(
                info(
                    new Unpublished("tmp-000050", 0, null, null),
                    new Unpublished("tmp-000051", 3 * MIB, "seg-000049", null)),
                nothing());
    assertTrue(text.contains("being written: tmp-000050, 0 bytes so far\n"), text);
    assertTrue(text.contains("being written: seg-000049, 3.0 MiB so far\n"), text);
  }

  @Test
  void theLastMergesAndWhatAllOfItCostAreShown() {
    List<MergeRecord> history =
        LongStream.range(0, 9).mapToObj(i -> merge(SPEC, 3, 100 + i)).toList();
    DatabaseStats.Lifetime lifetime =
        new DatabaseStats.Lifetime(BEGAN, 12, 100 * MIB, 200 * MIB, 150 * MIB);
    String text = new WatchView().next(info(), stats(lifetime, history));
    assertTrue(
        text.contains(
            "since 2026-01-01 00:00:00: 100.0 MiB of new segments, 12 merges of 200.0 MiB into"
                + " 150.0 MiB; write amplification 2.50\n"),
        text);
    assertFalse(text.contains("103"), text);
    assertTrue(
        text.contains("\n104    2026-01-01 00:00:00  tier     3+5+7  4.0 MiB  3.0 MiB"), text);
    assertTrue(text.contains("1.25 s      0.25 s  done"), text);
  }

  @Test
  void mergesOfManySegmentsAndStrangeRulesStayReadable() {
    MergeSpec many = MergeSpec.background(LongStream.range(0, 32).boxed().toList(), "a\u001b[31mb");
    String table = MergeReport.table(List.of(merge(many, 500, 7)));
    assertTrue(table.contains("0+1+2+3+4+5+6+7+8+9 and 490 more"), table);
    assertTrue(table.contains("a?[31mb"), table);
  }
}
