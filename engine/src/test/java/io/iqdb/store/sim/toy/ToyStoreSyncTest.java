package io.iqdb.store.sim.toy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.SyncMutations;
import io.iqdb.store.sim.SyncPoint;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every sync of the toy store is needed, but for two of which each covers for the other. */
class ToyStoreSyncTest {
  private static SyncMutations.Report mutate(CrashModel model, long reserve) throws Exception {
    ToyWorkload workload = new ToyWorkload(4, 2, reserve, EnumSet.noneOf(ToyBug.class));
    return SyncMutations.run(workload.lab().model(model));
  }

  @Test
  void weakCrashesKillAllButRedundantSyncs() throws Exception {
    assertEquals(
        Map.of(
            "sync wal", "4 of 4",
            "sync tmp->seg", "3 of 3",
            "sync tmp->manifest", "4 of 4",
            "publish tmp->seg", "0 of 3",
            "publish tmp->manifest", "4 of 4",
            "syncNames after publish seg", "0 of 3",
            "syncNames after create wal", "0 of 3",
            "syncNames after publish manifest", "4 of 4"),
        mutate(CrashModel.WEAK, 0).byGroup());
  }

  @Test
  void orderedCrashesDoNotNeedNameSyncs() throws Exception {
    SyncMutations.Report report = mutate(CrashModel.ORDERED, 0);
    assertEquals("4 of 4", report.byGroup().get("sync tmp->manifest"));
    assertEquals("0 of 4", report.byGroup().get("syncNames after publish manifest"));
  }

  @Test
  void killedProcessNeedsNoSync() throws Exception {
    SyncMutations.Report report = mutate(CrashModel.PREFIX, 0);
    assertTrue(report.killed().isEmpty(), report::toString);
  }

  @Test
  void writeAndSyncThatOnlyWritesIsKilled() throws Exception {
    assertEquals("4 of 4", mutate(CrashModel.ORDERED, 64).byGroup().get("writeAndSync wal"));
  }

  @Test
  void filterChoosesPoints() throws Exception {
    ToyWorkload workload = new ToyWorkload(4, 2, 0, EnumSet.noneOf(ToyBug.class));
    SyncMutations.Report report =
        SyncMutations.run(
            workload.lab(),
            point -> point.kind() == SyncPoint.Kind.SYNC && point.group().endsWith("wal"));
    assertEquals(
        "[sync wal #1, sync wal #2, sync wal #3, sync wal #4]", report.killed().toString());
  }
}
