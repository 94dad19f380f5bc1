package io.iqdb.view;

import io.iqdb.interleaving.Linearizability;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that die while others look, over the growth of the table that holds them. */
@Param(name = "row", gen = IntGen.class, conf = "1:4")
public class PendingDeletionsLincheckTest {
  /** One more, and the table is followed by a larger one. */
  private static final int NEARLY_FULL = 7;

  private final PendingDeletions deletions = new PendingDeletions();
  private long sequence = 1_000;

  /** With a table that is nearly full. */
  public PendingDeletionsLincheckTest() {
    for (int row = 100; row < 100 + NEARLY_FULL; row++) {
      deletions.add(row, row);
    }
  }

  /** A row dies, once. */
  @Operation(nonParallelGroup = "writer")
  public void die(@Param(name = "row") int row) {
    if (deletions.diedAt(row) == PendingDeletions.LIVE) {
      deletions.add(row, ++sequence);
    }
  }

  /** When it died, or that it lives. */
  @Operation
  public long diedAt(@Param(name = "row") int row) {
    return deletions.diedAt(row);
  }

  /** One that was dead before stays dead, whatever grows. */
  @Operation
  public long diedBefore() {
    return deletions.diedAt(103);
  }

  @Test
  void deathsAreLinearizable() throws Exception {
    Linearizability.check(PendingDeletionsLincheckTest.class);
  }

  @Test
  @Tag("slow")
  void deathsAreLinearizableInMany() throws Exception {
    Linearizability.checkLong(PendingDeletionsLincheckTest.class);
  }
}
