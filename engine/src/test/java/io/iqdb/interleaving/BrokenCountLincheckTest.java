package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** A count of holders that looks before it counts: what R30 would find in the real ones. */
public class BrokenCountLincheckTest {
  private volatile int holders = 1;
  private volatile int buried;
  private volatile int ended;

  /** Whether it could be read. */
  @Operation
  @SuppressWarnings("NonAtomicVolatileUpdate") // the mistake that has to be found
  public boolean read() {
    if (holders == 0) {
      return false;
    }
    holders++;
    release();
    return true;
  }

  /** Whoever made it lets go. */
  @Operation(runOnce = true)
  public void end() {
    ended = 1;
    release();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the mistake that has to be found
  private void release() {
    holders--;
    if (holders == 0) {
      buried++;
    }
  }

  /** It is buried once where it ended. */
  @Validate
  public void buriedOnce() {
    if (buried != ended) {
      throw new IllegalStateException(buried + " burials after " + ended + " ends");
    }
  }

  @Test
  void aLostUpdateIsFound() {
    assertThrows(
        LincheckAssertionError.class, () -> Linearizability.check(BrokenCountLincheckTest.class));
  }
}
