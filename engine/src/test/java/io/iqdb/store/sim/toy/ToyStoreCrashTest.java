package io.iqdb.store.sim.toy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.CrashReport;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The enumeration finds each mistake where it has to, and none where there is none. */
class ToyStoreCrashTest {
  private static final int RESERVE = 64;

  private static CrashLab correct(int puts, long reserve) {
    return new ToyWorkload(puts, 3, reserve, EnumSet.noneOf(ToyBug.class)).lab();
  }

  @ParameterizedTest
  @EnumSource
  void correctStoreHasNoViolationAtDepthTwo(CrashModel model) throws Exception {
    correct(6, 0).model(model).depth(2).run().assertClean();
  }

  @ParameterizedTest
  @EnumSource
  void correctStoreThatReservesHasNoViolationAtDepthTwo(CrashModel model) throws Exception {
    correct(6, RESERVE).model(model).depth(2).run().assertClean();
  }

  @ParameterizedTest
  @EnumSource(ToyBug.class)
  void eachMistakeIsFoundWhereItShows(ToyBug bug) {
    CrashLab lab = new ToyWorkload(9, 3, 0, EnumSet.of(bug)).lab().untilFirstViolation();
    assertAll(
        () -> assertEquals(bug.prefix, verdict(lab.model(CrashModel.PREFIX)), "prefix"),
        () -> assertEquals(bug.ordered, verdict(lab.model(CrashModel.ORDERED)), "ordered"),
        () -> assertEquals(bug.orderedTwice, verdict(lab.depth(2)), "ordered, depth 2"),
        () -> assertEquals(bug.weak, verdict(lab.model(CrashModel.WEAK)), "weak"));
  }

  private static String verdict(CrashLab lab) throws Exception {
    return lab.run().isClean() ? "missed" : "killed";
  }

  @Test
  void eachModelAllowsMoreThanTheOneBefore() throws Exception {
    long prefix = correct(9, 0).model(CrashModel.PREFIX).run().distinctStates();
    long ordered = correct(9, 0).model(CrashModel.ORDERED).run().distinctStates();
    long weak = correct(9, 0).model(CrashModel.WEAK).run().distinctStates();
    assertTrue(prefix < ordered && ordered < weak, prefix + " < " + ordered + " < " + weak);
  }

  @Test
  void twoThreadsSeeTheSameStates() throws Exception {
    CrashReport alone = correct(9, 0).model(CrashModel.WEAK).run();
    CrashReport together = correct(9, 0).model(CrashModel.WEAK).threads(2).run();
    assertEquals(alone.states(), together.states());
    assertEquals(alone.recoveries(), together.recoveries());
  }

  @Test
  void sampledDepthThreeIsClean() throws Exception {
    CrashReport report =
        correct(4, RESERVE).model(CrashModel.WEAK).depth(3, 8, 32).threads(2).run().assertClean();
    assertEquals(3, report.states().size());
    assertTrue(report.states().get(2) > 0, report::toString);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void violationIsReproducedFromItsPath(int depth) throws Exception {
    ToyBug bug =
        depth == 1 ? ToyBug.SEGMENT_NOT_SYNCED : ToyBug.RECOVERY_DELETES_WALS_BEFORE_CHECKPOINT;
    CrashLab lab = new ToyWorkload(9, 3, 0, Set.of(bug)).lab().depth(depth).untilFirstViolation();
    CrashReport report = lab.run();
    assertThrows(AssertionError.class, report::assertClean);
    String path = report.violations().getFirst().path();
    assertEquals(depth, path.split("/", -1).length);
    Throwable again = assertThrows(Throwable.class, () -> lab.reproduce(path));
    assertEquals(report.violations().getFirst().cause().getMessage(), again.getMessage());
  }
}
