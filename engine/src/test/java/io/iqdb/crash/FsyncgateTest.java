package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.IqdbException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * R6: a sync fails once, and the next one succeeds without what the first should have saved, while
 * reads go on showing it. The writer ends at once, nobody syncs that file again, readers go on, and
 * whatever a crash leaves later has all that was acknowledged.
 */
class FsyncgateTest {
  private static final List<Script.Body> STEPS =
      List.of(
          db -> db.put(1).put(2).delete(1),
          db -> db.flush(),
          db -> db.put(3).delete(2).sync(),
          db -> db.bulk(3, 4, 5, 6, 1),
          db -> db.put(7),
          db -> db.flush());

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"SYNC", "SYNC_NAMES"})
  void failedSyncEndsTheWriterAndLosesNothing(Call call) throws Exception {
    for (Setup setup : List.of(Setup.of(2), Setup.of(2).fsync(FsyncPolicy.NEVER))) {
      int points = 0;
      for (boolean struck = true; struck; points++) {
        FaultPlan plan = FaultPlan.once(Set.of(call), points + 1, Fault.fail(Fault.Errno.EIO));
        History history = new History();
        List<SimDirectory> disks = new ArrayList<>();
        CrashLab.of(
                (directory, ledger) -> {
                  SimDirectory disk = (SimDirectory) directory;
                  disks.add(disk);
                  disk.inject(plan);
                  run(setup, disk, ledger, history);
                },
                new PrefixVerifier(setup, history)::verify)
            .model(CrashModel.ORDERED)
            .threads(2)
            .run()
            .assertClean();
        struck = plan.fired() > 0;
        List<String> again = new ArrayList<>(disks.getFirst().syncedAfterFailure());
        again.removeIf(name -> name.equals("names")); // by the next opening
        assertEquals(List.of(), again, "synced again after a failure");
      }
      assertTrue(points > 4, points + " points");
    }
  }

  private static void run(Setup setup, SimDirectory disk, Ledger ledger, History history) {
    history.clear();
    Session opened;
    try {
      opened = new Session(setup, disk, ledger, history);
    } catch (IqdbException failed) {
      assertEquals(List.of(), disk.syncedAfterFailure());
      opened = new Session(setup, disk, ledger, history);
    }
    for (Script.Body step : STEPS) {
      try {
        step.run(opened);
      } catch (IqdbException failed) {
        Session session = opened;
        State seen = State.of(session.db(), History.NAMES);
        assertThrows(
            WriterFailedException.class,
            () -> session.db().upsert(VectorId.of(66), Vector.of(6, 6)));
        assertThrows(
            IqdbException.class, () -> session.db().flush(), "a flush is a write as any other");
        assertEquals(seen, State.of(session.db(), History.NAMES));
        assertEquals(List.of(), disk.syncedAfterFailure());
        session.recover(() -> {});
      } catch (Exception unexpected) {
        throw new AssertionError(unexpected);
      }
    }
    try {
      opened.close();
    } catch (IqdbException failed) {
      assertEquals(List.of(), disk.syncedAfterFailure());
    }
  }
}
