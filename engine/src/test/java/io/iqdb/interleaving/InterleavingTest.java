package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.crash.BrokenDisks;
import io.iqdb.store.Directory;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * R31: seeds decide what comes between the steps of flushes, bulk loads, merges and checkpoints,
 * and what holds after each step is what the model says. A failure names its seed; {@code
 * -Diqdb.seed} runs it again.
 */
class InterleavingTest {
  private static final int STEPS = 60;
  private static final int SEEDS = 1000;

  /** Minutes; a night takes 200,000, by {@code -Diqdb.seeds}. */
  private static final int MANY_SEEDS = 10_000;

  /** Within so many seeds a broken disk is noticed. */
  private static final int NOTICED_WITHIN = 200;

  private static Trace run(long seed) {
    return new Run(seed, null).go(STEPS);
  }

  private static InterleavingTally runAll(String id, long first, int seeds) throws Exception {
    InterleavingTally tally = new InterleavingTally(id, first);
    for (int i = 0; i < seeds; i++) {
      tally.add(run(first + i));
    }
    tally.write();
    return tally;
  }

  @Test
  void everyInterleavingAgreesWithTheModel() throws Exception {
    Long wanted = Long.getLong("iqdb.seed");
    if (wanted != null) {
      run(wanted);
      return;
    }
    InterleavingTally tally = runAll("r31", System.nanoTime() >>> 16 << 16, SEEDS);
    for (String name : new String[] {"begin merges", "advance", "crash", "begin a checkpoint"}) {
      assertTrue(tally.count(name) > SEEDS / 10, name + " hardly ever happens");
    }
  }

  @Test
  @Tag("slow")
  void manyInterleavingsAgreeWithTheModel() throws Exception {
    runAll(
        "r31-slow",
        Long.getLong("iqdb.seed", 1L << 40),
        Integer.getInteger("iqdb.seeds", MANY_SEEDS));
  }

  @Test
  void theSameSeedIsTheSameRun() {
    long other = run(0).digest();
    for (long seed = 1; seed <= 12; seed++) {
      long digest = run(seed).digest();
      assertEquals(digest, run(seed).digest(), "seed " + seed);
      assertNotEquals(other, digest, "seeds " + (seed - 1) + " and " + seed);
      other = digest;
    }
  }

  @Test
  void deletionsThatAreNotCarriedOverAreNoticed() {
    assertNoticed(BrokenDisks::withoutCarryOver);
  }

  @Test
  void logsThatAreNotSyncedAreNoticed() {
    assertNoticed(BrokenDisks::withoutSyncsOfLogs);
  }

  /** Some seed fails, and fails alike when it is run again. */
  private static void assertNoticed(Supplier<UnaryOperator<Directory>> breakage) {
    for (long seed = 1; seed <= NOTICED_WITHIN; seed++) {
      Run run = new Run(seed, breakage.get());
      try {
        run.go(STEPS);
      } catch (AssertionError noticed) {
        Run again = new Run(seed, breakage.get());
        AssertionError second = assertThrows(AssertionError.class, () -> again.go(STEPS));
        assertEquals(noticed.getMessage(), second.getMessage());
        String cause = String.valueOf(noticed.getCause());
        assertTrue(cause.contains("records ["), cause);
        System.out.println("noticed by seed " + seed + ": " + cause);
        return;
      }
    }
    throw new AssertionError("not noticed by any of " + NOTICED_WITHIN + " seeds");
  }
}
