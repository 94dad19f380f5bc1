package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.store.sim.CrashModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R1: whatever a crash leaves of a workload, recovery finds a prefix with all that was promised.
 */
class CrashEnumerationTest {
  @Test
  void everyCrashStateOfEveryWorkloadRecovers() throws Exception {
    CrashTally tally = new CrashTally("r1");
    for (Script script : Scripts.all()) {
      for (CrashModel model : List.of(CrashModel.ORDERED, CrashModel.WEAK)) {
        tally.add(script.name(), script.lab(model).run());
      }
    }
    tally.write();
    tally.assertClean();
    assertTrue(tally.distinctStates() >= 50_000, tally::toString);
  }

  @Test
  void theWorkloadsAreManyAndNamedApart() {
    List<String> names = new ArrayList<>(Scripts.all().stream().map(Script::name).toList());
    assertTrue(names.size() >= 40, names.size() + " workloads");
    assertTrue(names.stream().distinct().count() == names.size(), names::toString);
  }
}
