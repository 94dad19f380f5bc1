package io.iqdb.view;

import io.iqdb.interleaving.Linearizability;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What several views hold: closed once, by whoever lets go last, and what is to be done afterwards
 * is done then.
 */
public class SharedLincheckTest {
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger afterwards = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final Shared<AutoCloseable> shared = new Shared<>(closed::incrementAndGet).retain();

  /** One holder lets go. */
  @Operation(runOnce = true)
  public void release() {
    released.incrementAndGet();
    shared.release();
  }

  /** The other one asks for something to be done, lends it, and lets go. */
  @Operation(runOnce = true)
  public void retire() {
    asked.incrementAndGet();
    shared.afterClose(afterwards::incrementAndGet);
    shared.retain().release();
    released.incrementAndGet();
    shared.release();
  }

  /** Both or neither. */
  @Validate
  public void closedOnce() {
    int expected = released.get() == 2 ? 1 : 0;
    if (closed.get() != expected || afterwards.get() != (asked.get() == 1 ? expected : 0)) {
      throw new IllegalStateException(
          "closed " + closed + " times, " + afterwards + " times something afterwards");
    }
  }

  @Test
  void holdersAreLinearizable() throws Exception {
    Linearizability.check(SharedLincheckTest.class);
  }

  @Test
  @Tag("slow")
  void holdersAreLinearizableInMany() throws Exception {
    Linearizability.checkLong(SharedLincheckTest.class);
  }
}
