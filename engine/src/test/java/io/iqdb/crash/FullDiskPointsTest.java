package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.error.DiskFullException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.Fault.Part;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R20 where {@link DiskFaultTest} and {@link MergeFaultTest} do not look: the disk is full at each
 * call of a recovery that has a log to replay, of a checkpoint, and of a purge; once, or from there
 * on.
 */
class FullDiskPointsTest {
  /** Where a frame is written and synced in one, its failure ends the writer, full disk or not. */
  private static final Setup SETUP = Setup.of(2).reserve(512).fsync(FsyncPolicy.NEVER);

  private static final CollectionName COPY = new CollectionName(1);
  private static final Set<Call> GROWING =
      EnumSet.of(Call.CREATE, Call.WRITE, Call.PUBLISH, Call.RESERVE, Call.LINK);

  static Stream<Fault> fullDisks() {
    return Stream.of(
        Fault.fail(Errno.ENOSPC),
        new Fault.ShortWrite(Part.ONE_BYTE, Errno.ENOSPC),
        new Fault.ShortWrite(Part.ALL_BUT_ONE, Errno.ENOSPC));
  }

  /** What is done at each point, with a plan that strikes there. */
  private interface Attempt {
    void at(FaultPlan plan) throws IOException;
  }

  private static void atEachPoint(String what, Fault fault, Attempt attempt) throws IOException {
    int points = 0;
    for (boolean always : new boolean[] {false, true}) {
      for (int nth = 1; ; nth++) {
        FaultPlan plan =
            always ? FaultPlan.from(GROWING, nth, fault) : FaultPlan.once(GROWING, nth, fault);
        try {
          attempt.at(plan);
        } catch (AssertionError | RuntimeException failure) {
          throw new AssertionError(
              what + ", " + fault + (always ? " from " : " at ") + nth, failure);
        }
        if (plan.fired() == 0) {
          break;
        }
        points++;
      }
    }
    System.out.println("R20 " + what + ", " + fault + ": " + points + " points");
    assertTrue(points >= 4, points + " points");
  }

  private static Iqdb open(SimDirectory disk, long seed) {
    return Doors.open(
        CheckedDirectory.of(disk), SETUP.config(), SETUP.options(), SETUP.tuning(seed));
  }

  private static void put(Iqdb db, long id, int version) {
    db.upsert(
        VectorId.of(id),
        Vector.of((float) id, version),
        Metadata.of("text", Value.of("m".repeat(100 * version))));
  }

  private static State state(Iqdb db) {
    return State.of(db, History.NAMES);
  }

  private static void assertNothingIsLeftOver(SimDirectory disk) throws IOException {
    for (FileName name : disk.list()) {
      assertTrue(name.kind() != FileKind.TEMPORARY, name + " is left");
    }
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  void recoveryOnAFullDiskShowsEverythingAndFinishesLater(Fault fault) throws IOException {
    SimDirectory killed = SimDirectory.empty();
    State expected;
    try (Iqdb db = open(killed, 1)) {
      put(db, 1, 1);
      put(db, 2, 1);
      db.flush();
      put(db, 3, 1);
      put(db, 1, 2);
      db.delete(VectorId.of(2));
      expected = state(db);
      SimDirectory dead = SimDirectory.of(killed.image());
      atEachPoint("recovery", fault, plan -> recover(dead, plan, expected));
    }
  }

  private static void recover(SimDirectory dead, FaultPlan plan, State expected)
      throws IOException {
    SimDirectory disk = SimDirectory.of(dead.image());
    disk.inject(plan);
    try (Iqdb db = open(disk, 2)) {
      assertEquals(expected, state(db), "readable on a full disk");
      boolean there = false;
      try {
        put(db, 9, 1);
        there = true;
        db.delete(VectorId.of(9));
      } catch (DiskFullException full) {
        assertEquals(there, db.contains(VectorId.of(9)), "what was refused does not appear");
      }
      disk.inject(FaultPlan.none());
      put(db, 9, 1);
      assertTrue(db.delete(VectorId.of(9)), "healed without reopening");
      db.flush();
      assertEquals(expected, state(db));
    }
    try (Iqdb db = open(disk, 3)) {
      assertEquals(expected, PrefixVerifier.check(db));
    }
    assertNothingIsLeftOver(disk);
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  void checkpointOnAFullDiskLeavesACompleteCopyOrNone(Fault fault) throws IOException {
    atEachPoint("checkpoint", fault, FullDiskPointsTest::checkpoint);
  }

  private static void checkpoint(FaultPlan plan) throws IOException {
    SimDirectory disk = SimDirectory.empty();
    State expected;
    try (Iqdb db = open(disk, 1)) {
      put(db, 1, 1);
      put(db, 2, 1);
      db.flush();
      put(db, 3, 1);
      db.delete(VectorId.of(1));
      expected = state(db);
      SimDirectory copy = disk.createChild(COPY);
      disk.inject(plan);
      boolean done = false;
      try {
        Doors.checkpoint(db, copy);
        done = true;
      } catch (DiskFullException full) {
        assertEquals(Set.of(), copy.list(), "nothing of it is left");
      }
      disk.inject(FaultPlan.none());
      assertEquals(expected, state(db));
      if (!done) {
        Doors.checkpoint(db, copy);
      }
      put(db, 4, 1);
      db.flush();
    }
    try (Iqdb db = Doors.open(disk.openChild(COPY), SETUP.options())) {
      assertEquals(expected, PrefixVerifier.check(db));
    }
    try (Iqdb db = open(disk, 2)) {
      assertEquals(3, db.size());
    }
    assertNothingIsLeftOver(disk);
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  void purgeOnAFullDiskCanBeAskedForAgain(Fault fault) throws IOException {
    atEachPoint("purge", fault, FullDiskPointsTest::purge);
  }

  private static void purge(FaultPlan plan) throws IOException {
    SimDirectory disk = SimDirectory.empty();
    List<VectorId> purged = List.of(VectorId.of(1), VectorId.of(3));
    try (Iqdb db = open(disk, 1)) {
      put(db, 1, 1);
      put(db, 2, 1);
      db.flush();
      put(db, 3, 1);
      put(db, 1, 2);
      disk.inject(plan);
      try {
        db.purge(purged);
      } catch (DiskFullException full) {
        assertTrue(db.contains(VectorId.of(2)));
      }
      disk.inject(FaultPlan.none());
      db.purge(purged);
      List<Long> rows = new ArrayList<>();
      db.info().segments().forEach(segment -> rows.add(segment.rows()));
      assertEquals(List.of(1L), rows);
      put(db, 4, 1);
    }
    try (Iqdb db = open(disk, 2)) {
      assertEquals(
          Set.of(VectorId.of(2), VectorId.of(4)),
          Set.copyOf(
              PrefixVerifier.check(db).records().stream().map(record -> record.id()).toList()));
    }
    assertNothingIsLeftOver(disk);
  }
}
