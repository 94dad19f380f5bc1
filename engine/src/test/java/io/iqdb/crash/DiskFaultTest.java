package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.Fault.Part;
import io.iqdb.store.sim.FaultPlan;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R5: an error at every call of the disk, one after the other, costs nothing that was promised. */
class DiskFaultTest {
  private static final Setup SYNCED = Setup.of(2).reserve(512);
  private static final List<Setup> SETUPS =
      List.of(SYNCED, SYNCED.fsync(FsyncPolicy.NEVER).access(Access.MAPPED));

  /** The calls that may meet a full disk. */
  private static final Set<Call> GROWING =
      EnumSet.of(Call.CREATE, Call.WRITE, Call.PUBLISH, Call.RESERVE);

  /** Every call but the name of the next one. */
  static Stream<Fault> errors() {
    return Stream.of(
        Fault.fail(Errno.EIO),
        Fault.failAfterwards(Errno.EIO),
        Fault.fail(Errno.EMFILE),
        new Fault.ShortWrite(Part.NOTHING, Errno.EIO),
        new Fault.ShortWrite(Part.ONE_BYTE, Errno.EIO),
        new Fault.ShortWrite(Part.HALF, Errno.EIO),
        new Fault.ShortWrite(Part.ALL_BUT_ONE, Errno.EIO));
  }

  static Stream<Fault> fullDisks() {
    return Stream.of(
        Fault.fail(Errno.ENOSPC),
        new Fault.ShortWrite(Part.ONE_BYTE, Errno.ENOSPC),
        new Fault.ShortWrite(Part.HALF, Errno.ENOSPC),
        new Fault.ShortWrite(Part.ALL_BUT_ONE, Errno.ENOSPC));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void oneErrorAtAnyCallLosesNothing(Fault fault) {
    loop(fault, nth -> FaultPlan.once(FaultPlan.allCalls(), nth, fault));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void diskThatFailsForGoodLosesNothing(Fault fault) {
    loop(fault, nth -> FaultPlan.from(FaultPlan.allCalls(), nth, fault));
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  void oneRefusalAtAnyCallIsHealed(Fault fault) {
    loop(fault, nth -> FaultPlan.once(GROWING, nth, fault));
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  void diskThatStaysFullLosesNothing(Fault fault) {
    loop(fault, nth -> FaultPlan.from(GROWING, nth, fault));
  }

  private static void loop(Fault fault, IntFunction<FaultPlan> plans) {
    Map<String, Integer> outcomes = new TreeMap<>();
    int points = 0;
    for (Setup setup : SETUPS) {
      for (int nth = 1; ; nth++) {
        FaultRun run = new FaultRun(setup);
        FaultPlan plan = plans.apply(nth);
        try {
          run.run(plan);
        } catch (AssertionError | RuntimeException failure) {
          throw new AssertionError(fault + " at call " + nth + " of " + setup.options(), failure);
        }
        run.outcomes().forEach((name, count) -> outcomes.merge(name, count, Integer::sum));
        if (plan.fired() == 0) {
          assertEquals(Map.of(), run.outcomes());
          break;
        }
        points++;
      }
    }
    System.out.println("R5 " + fault + ": " + points + " points, " + outcomes);
    assertTrue(points > 100, points + " points");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13})
  void smallDiskRefusesAndHeals(int kilobytes) {
    for (int more = 0; more < 1024; more += 100) {
      FaultRun run = new FaultRun(SYNCED);
      run.disk().limitTo(kilobytes * 1024L + more);
      try {
        run.reopen();
      } catch (io.iqdb.error.DiskFullException tooSmallForAnything) {
        continue;
      }
      for (int id = 1; id < 20; id++) {
        run.put(id);
        run.batch(id, id + 1);
        run.delete(id);
      }
      run.disk().limitTo(Long.MAX_VALUE);
      int refused = run.outcomes().getOrDefault("DiskFullException", 0);
      run.put(1);
      run.bulk(1, 2, 3, 4);
      run.flush();
      assertEquals(refused, run.outcomes().getOrDefault("DiskFullException", 0), "healed");
      run.reopen();
      run.close();
    }
  }
}
