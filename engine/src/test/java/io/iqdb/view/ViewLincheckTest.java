package io.iqdb.view;

import io.iqdb.interleaving.Linearizability;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pins of a view: nobody gets in after the last left, and it is buried once. */
public class ViewLincheckTest {
  private final AtomicInteger buried = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final View view = new View(List.of(), List.of(), _ -> buried.incrementAndGet());

  /**
   * Reads it, where it lets somebody in, which it may while anybody is inside: it is not buried
   * meanwhile, and nobody gets in once it is.
   */
  @Operation
  public void read() {
    boolean gone = buried.get() > 0;
    if (view.tryAcquire()) {
      if (gone || buried.get() > 0) {
        throw new IllegalStateException("buried and read");
      }
      view.release();
    }
  }

  /** Whoever made it lets go. */
  @Operation(runOnce = true)
  public void end() {
    ended.incrementAndGet();
    view.release();
  }

  /** It is buried once where it ended, and not at all otherwise. */
  @Validate
  public void buriedOnce() {
    if (buried.get() != ended.get()) {
      throw new IllegalStateException(buried + " burials after " + ended + " ends");
    }
  }

  @Test
  void nobodyReadsWhatIsBuried() throws Exception {
    Linearizability.check(ViewLincheckTest.class);
  }

  @Test
  @Tag("slow")
  void nobodyReadsWhatIsBuriedInMany() throws Exception {
    Linearizability.checkLong(ViewLincheckTest.class);
  }
}
