package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.SyncMutations;
import io.iqdb.store.sim.SyncPoint;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * R4: every sync and the order of every publication is needed: without it some crash breaks a
 * promise. What is not needed is listed here, with the reason why it is there all the same.
 */
class SyncMutationTest {
  private static final Script SCRIPT =
      new Script(
          "representative",
          Setup.of(2),
          db -> {
            db.put(1).put(2).put(3).flush().delete(1).put(2).flush();
            db.bulk(3, 4, 5, 6).delete(4).reopen().put(7);
          });

  private static final String BESIDE_A_CREATION =
      "What follows is the creation of another file: of the tombstones of what the segment"
          + " replaces, or of the log for the marker of a bulk segment. Neither name means anything"
          + " before a manifest, and the next sync of names, which is needed, takes both.";

  /** By group of points or by a point of its own, why none of its survivors is a mistake. */
  private static final Map<String, String> REDUNDANT =
      Map.of(
          "sync wal",
          "Where every frame is written and synced in one, the seal of a log syncs the frame that"
              + " records the last sync, and the flush that sealed it forgets the log. A manifest"
              + " that names the log sealed needs it, and every other policy does: see"
              + " sealingSyncsWhatNoFrameDid.",
          "publish tmp->seg #2",
          BESIDE_A_CREATION,
          "publish tmp->seg #3",
          BESIDE_A_CREATION);

  @Test
  @Tag("slow")
  void everySyncAndEveryOrderIsNeededOrListed() throws Exception {
    assertSurvivorsAreListed(SyncMutations.run(SCRIPT.lab(CrashModel.WEAK)));
  }

  private static void assertSurvivorsAreListed(SyncMutations.Report report) {
    System.out.println("R4 " + report);
    Map<String, String> unlisted = new TreeMap<>();
    for (SyncMutations.Outcome outcome : report.outcomes()) {
      SyncPoint point = outcome.point();
      boolean listed = REDUNDANT.containsKey(point.group()) || REDUNDANT.containsKey(point.label());
      if (!outcome.killed() && !listed) {
        unlisted.put(point.label(), outcome.how());
      }
    }
    assertEquals(Map.of(), unlisted);
  }

  @Test
  void sealingSyncsWhatNoFrameDid() throws Exception {
    SyncMutations.Report report =
        SyncMutations.run(
            Scripts.named("rotation, never synced").lab(CrashModel.ORDERED),
            point -> point.group().equals("sync wal"));
    assertTrue(report.killed().contains("sync wal #1"), report::toString);
  }

  @Test
  void theFirstPointOfEachGroupIsNeededOrListed() throws Exception {
    assertSurvivorsAreListed(
        SyncMutations.run(SCRIPT.lab(CrashModel.WEAK), point -> point.occurrence() == 1));
  }
}
