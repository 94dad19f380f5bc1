package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.store.sim.Bounds;
import io.iqdb.store.sim.CrashModel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * R1: whatever a crash leaves of a workload, recovery finds a prefix with all that was promised.
 */
class CrashEnumerationTest {
  /** The widest model: what the others allow is among its states. */
  @Test
  void everyCrashStateOfEveryWorkloadRecovers() throws Exception {
    CrashTally tally = new CrashTally("r1");
    for (Script script : Scripts.all()) {
      tally.add(script.name(), script.lab(CrashModel.WEAK).run());
    }
    for (Script script : KilledScripts.all()) {
      tally.add(script.name(), script.lab(CrashModel.WEAK).since(Session.KILLED).run());
    }
    tally.write();
    tally.assertClean();
    assertTrue(tally.distinctStates(CrashModel.WEAK) >= 50_000, tally::toString);
  }

  @Test
  void theWorkloadsAreManyAndNamedApart() {
    List<String> names = Scripts.all().stream().map(Script::name).toList();
    assertTrue(names.size() >= 40, names.size() + " workloads");
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  @Tag("slow")
  void orderedCrashesAndLargerSectorsRecoverToo() throws Exception {
    CrashTally tally = new CrashTally("r1-ordered");
    Bounds pages = Bounds.DEFAULT.withGrain(4096).withSeed(7);
    for (Script script : Scripts.all()) {
      tally.add(script.name(), script.lab(CrashModel.ORDERED).bounds(pages).run());
    }
    tally.write();
    tally.assertClean();
  }

  /** R2: recovery itself is crashed everywhere, and a sample of the recoveries of that. */
  @Test
  @Tag("slow")
  void crashesInRecoveryLoseNothing() throws Exception {
    CrashTally tally = new CrashTally("r2");
    for (Script script : Scripts.all()) {
      tally.add(script.name(), script.lab(CrashModel.WEAK).depth(2, 16).run());
      tally.add(script.name(), script.lab(CrashModel.ORDERED).depth(3, 64, 256).run());
    }
    tally.write();
    tally.assertClean();
  }

  /** R3: every sequence of up to four operations, with one put behind it. */
  @Test
  @Tag("slow")
  void everyShortWorkloadRecovers() throws Exception {
    CrashTally tally = new CrashTally("r3");
    for (List<ShortStep> steps : ShortStep.sequences(4)) {
      Script script = ShortStep.script(steps);
      tally.add(script.name(), script.lab(CrashModel.ORDERED).run());
    }
    tally.write();
    tally.assertClean();
  }

  @Test
  void crashesInRecoveryLoseNothingInASample() throws Exception {
    CrashTally tally = new CrashTally("r2-sample");
    for (String name : List.of("deleting over flushes", "bulk load replaces segments")) {
      tally.add(name, Scripts.named(name).lab(CrashModel.ORDERED).depth(2, 8).run());
    }
    tally.assertClean();
  }

  @Test
  void someShortWorkloadsRecover() throws Exception {
    CrashTally tally = new CrashTally("r3-sample");
    for (List<ShortStep> steps : ShortStep.sequences(2)) {
      Script script = ShortStep.script(steps);
      tally.add(script.name(), script.lab(CrashModel.PREFIX).run());
    }
    tally.assertClean();
  }
}
