package io.iqdb.store.sim.toy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.store.Directory;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashReport;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.Fault.Part;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.SimDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the disk cost the correct store nothing it promised. */
class ToyStoreFaultTest {
  private static final ToyWorkload CORRECT = new ToyWorkload(6, 3, 0, EnumSet.noneOf(ToyBug.class));
  private static final ToyWorkload RESERVING =
      new ToyWorkload(6, 3, 64, EnumSet.noneOf(ToyBug.class));

  static Stream<Fault> faults() {
    return Stream.of(
        Fault.fail(Errno.EIO),
        Fault.failAfterwards(Errno.EIO),
        Fault.fail(Errno.ENOSPC),
        Fault.fail(Errno.EMFILE),
        new Fault.ShortWrite(Part.NOTHING, Errno.ENOSPC),
        new Fault.ShortWrite(Part.ONE_BYTE, Errno.EIO),
        new Fault.ShortWrite(Part.HALF, Errno.ENOSPC),
        new Fault.ShortWrite(Part.ALL_BUT_ONE, Errno.EIO));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void oneFaultAtAnyCallLosesNothing(Fault fault) throws Exception {
    for (ToyWorkload workload : List.of(CORRECT, RESERVING)) {
      int points = loop(workload, nth -> FaultPlan.once(FaultPlan.allCalls(), nth, fault));
      assertTrue(points > 10, points + " points");
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void diskThatFailsForGoodLosesNothing(Fault fault) throws Exception {
    for (ToyWorkload workload : List.of(CORRECT, RESERVING)) {
      loop(workload, nth -> FaultPlan.from(FaultPlan.allCalls(), nth, fault));
    }
  }

  private static int loop(ToyWorkload workload, IntFunction<FaultPlan> plans) throws Exception {
    for (int nth = 1; ; nth++) {
      SimDirectory disk = SimDirectory.empty();
      Ledger ledger = Ledger.of(disk);
      FaultPlan plan = plans.apply(nth);
      disk.inject(plan);
      boolean failed = fails(workload, disk, ledger);
      if (plan.fired() == 0) {
        assertFalse(failed);
        return nth - 1;
      }
      assertEquals(List.of(), disk.syncedAfterFailure());
      disk.inject(FaultPlan.none());
      workload.verify(disk, ledger);
    }
  }

  private static boolean fails(ToyWorkload workload, Directory disk, Ledger ledger)
      throws Exception {
    try (CheckedDirectory checked = CheckedDirectory.of(disk)) {
      workload.run(checked, ledger);
      return false;
    } catch (IOException expected) {
      return true;
    }
  }

  @Test
  void failedSyncLosesNothingEvenInACrash() throws Exception {
    for (int nth = 1; nth <= 12; nth++) {
      List<SimDirectory> disks = new ArrayList<>();
      afterFailedSync(CORRECT, nth, disks).run().assertClean();
      assertEquals(List.of(), disks.getFirst().syncedAfterFailure());
    }
  }

  @Test
  void retriedSyncIsSeenAndLosesData() throws Exception {
    List<SimDirectory> disks = new ArrayList<>();
    ToyWorkload retrying = new ToyWorkload(2, 3, 0, EnumSet.of(ToyBug.FAILED_SYNC_RETRIED));
    // the syncs of the empty manifest, the empty segment and its manifest come first
    CrashReport report = afterFailedSync(retrying, 4, disks).run();
    assertFalse(report.isClean());
    assertEquals(Set.of("wal-000004"), Set.copyOf(disks.getFirst().syncedAfterFailure()));
  }

  private static CrashLab afterFailedSync(ToyWorkload workload, int nth, List<SimDirectory> disks) {
    return CrashLab.of(
        (directory, ledger) -> {
          if (directory instanceof SimDirectory disk) {
            disks.add(disk);
            disk.inject(FaultPlan.once(Set.of(Call.SYNC), nth, Fault.fail(Errno.EIO)));
          }
          if (workload.bugs().isEmpty()) {
            fails(workload, directory, ledger);
          } else { // a check of the calls would stop the mistake
            workload.run(directory, ledger);
          }
        },
        workload::verify);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 20, 60, 100, 140, 200, 260})
  void fullDiskLosesNothing(long bytes) throws Exception {
    SimDirectory disk = SimDirectory.empty();
    Ledger ledger = Ledger.of(disk);
    disk.limitTo(bytes);
    assertTrue(fails(RESERVING, disk, ledger));
    disk.limitTo(Long.MAX_VALUE);
    RESERVING.verify(disk, ledger);
  }

  @Test
  void lostManifestIsNoticed() throws Exception {
    SimDirectory disk = SimDirectory.empty();
    CORRECT.run(disk, Ledger.of(disk));
    disk.inject(FaultPlan.once(Set.of(Call.OPEN), 1, new Fault.Vanish()));
    assertTrue(fails(CORRECT, disk, Ledger.of(disk)));
  }

  @Test
  void turnedBitIsNoticed() throws Exception {
    SimDirectory disk = SimDirectory.empty();
    CORRECT.run(disk, Ledger.of(disk));
    disk.inject(FaultPlan.once(Set.of(Call.READ), 1, new Fault.FlipBit()));
    assertTrue(fails(CORRECT, disk, Ledger.of(disk)));
  }
}
