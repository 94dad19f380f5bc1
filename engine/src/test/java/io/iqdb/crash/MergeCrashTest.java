package io.iqdb.crash;

import io.iqdb.store.sim.CrashModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R2 for merges: recoveries from crashes in and around merges, crashed themselves. */
class MergeCrashTest {
  @Test
  void crashesInRecoveryAfterMergesLoseNothing() throws Exception {
    CrashTally tally = new CrashTally("r2-merges");
    for (String name :
        List.of("flush while a merge writes", "merge of deaths that were never synced")) {
      tally.add(name, Scripts.named(name).lab(CrashModel.ORDERED).depth(2, 2).run());
    }
    tally.write();
    tally.assertClean();
  }
}
