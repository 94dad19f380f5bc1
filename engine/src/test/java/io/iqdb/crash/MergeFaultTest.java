package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.merging.Specs;
import io.iqdb.policy.Access;
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
import io.iqdb.types.VectorRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R5 and R21 for merges: an error at every call of a merge leaves the sources as they were, all of
 * it readable, and the writer going on, unless it was the manifest that failed.
 */
class MergeFaultTest {
  private static final Setup SETUP = Setup.of(2).access(Access.MAPPED);

  static Stream<Fault> faults() {
    return Stream.of(
        Fault.fail(Errno.EIO),
        Fault.failAfterwards(Errno.EIO),
        Fault.fail(Errno.ENOSPC),
        new Fault.ShortWrite(Part.HALF, Errno.EIO),
        new Fault.ShortWrite(Part.ALL_BUT_ONE, Errno.ENOSPC),
        new Fault.FlipBit());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void anErrorAtAnyCallOfAMergeLosesNothing(Fault fault) throws Exception {
    Set<Call> calls = fault instanceof Fault.FlipBit ? Set.of(Call.READ) : FaultPlan.allCalls();
    Map<String, Integer> outcomes = new TreeMap<>();
    int points = 0;
    for (int nth = 1; ; nth++) {
      FaultPlan plan = FaultPlan.once(calls, nth, fault);
      try {
        outcomes.merge(new Run().run(plan), 1, Integer::sum);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(fault + " at call " + nth, failure);
      }
      if (plan.fired() == 0) {
        break;
      }
      points++;
    }
    System.out.println("R5 merge, " + fault + ": " + points + " points, " + outcomes);
    assertTrue(points >= 4, points + " points");
    assertTrue(
        outcomes.keySet().stream().anyMatch(name -> name.contains("goes on")), "none goes on");
  }

  private static final class Run {
    private final SimDirectory disk = SimDirectory.empty();
    private State expected = State.EMPTY;

    private Iqdb open(long seed) {
      return Doors.open(
          CheckedDirectory.of(disk), SETUP.config(), SETUP.options(), SETUP.tuning(seed));
    }

    private void put(Iqdb db, long id, int version) {
      VectorRecord put =
          VectorRecord.of(
              VectorId.of(id),
              Vector.of((float) id, version),
              Metadata.of("text", Value.of("m".repeat(version))));
      db.upsert(put);
      expected = expected.after(List.of(new Edit.Put(put)));
    }

    private void delete(Iqdb db, long id) {
      db.delete(VectorId.of(id));
      expected = expected.after(List.of(new Edit.Remove(VectorId.of(id))));
    }

    /** What came of it. */
    String run(FaultPlan plan) throws Exception {
      Iqdb db = open(1);
      for (int id = 1; id <= 6; id++) {
        put(db, id, 1);
      }
      db.flush();
      put(db, 3, 2);
      put(db, 7, 2);
      db.flush();
      delete(db, 1);
      disk.inject(plan);
      IqdbException failure = merge(db);
      disk.inject(FaultPlan.none());
      assertEquals(expected, State.of(db, History.NAMES), "readers go on");
      String outcome = failure == null ? "merged" : failure.getClass().getSimpleName();
      try {
        put(db, 8, 3);
        outcome += ", writer goes on";
      } catch (WriterFailedException ended) {
        assertTrue(!(failure instanceof DiskFullException), "a full disk ends no writer");
        outcome += ", writer ended";
      }
      try {
        db.close();
      } catch (IqdbException known) {
        outcome += ", close says so";
      }
      try (Iqdb again = open(2)) {
        assertEquals(expected, PrefixVerifier.check(again), "reopened after " + outcome);
        Doors.merge(again, Specs::everything).join();
        assertEquals(expected, PrefixVerifier.check(again), "merged after " + outcome);
      }
      for (FileName name : disk.list()) {
        assertTrue(name.kind() != FileKind.TEMPORARY, name + " is left");
      }
      return outcome;
    }

    private static @Nullable IqdbException merge(Iqdb db) {
      try {
        Doors.merge(db, Specs::everything).join();
        return null;
      } catch (IqdbException failure) {
        return failure;
      } finally {
        Doors.settle(db);
      }
    }
  }
}
