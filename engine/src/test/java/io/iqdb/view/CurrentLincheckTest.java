package io.iqdb.view;

import io.iqdb.interleaving.Linearizability;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The newest state: whoever asks gets it held, while one thread publishes others and ends it. Every
 * view that was replaced is buried once, and none that is read.
 */
public class CurrentLincheckTest {
  private final AtomicInteger views = new AtomicInteger();
  private final AtomicInteger buried = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Current current = new Current(state(0));
  private long published;

  private Visible state(long sequence) {
    views.incrementAndGet();
    return new Visible(new View(List.of(), List.of(), _ -> buried.incrementAndGet()), sequence, 0);
  }

  /** The newest sequence, with its view held. */
  @Operation
  public long read() {
    Visible visible = current.acquire();
    try {
      return visible.sequence();
    } finally {
      visible.view().release();
    }
  }

  /** The newest sequence. */
  @Operation
  public long look() {
    return current.newest().sequence();
  }

  /** Another view. */
  @Operation(nonParallelGroup = "writer")
  public void publish() {
    if (!current.closed()) {
      current.publish(state(++published));
    }
  }

  /** The same view with another row. */
  @Operation(nonParallelGroup = "writer")
  public void append() {
    if (!current.closed()) {
      current.publish(new Visible(current.newest().view(), ++published, 0));
    }
  }

  /** No more of it. */
  @Operation(nonParallelGroup = "writer")
  public void close() {
    current.close();
    closed.set(true);
  }

  /** All views but the newest are gone, and that one, too, where it ended. */
  @Validate
  public void buriedOnce() {
    int left = closed.get() ? 0 : 1;
    if (buried.get() != views.get() - left) {
      throw new IllegalStateException(buried + " of " + views + " views are buried");
    }
  }

  @Test
  void theNewestStateIsLinearizable() throws Exception {
    Linearizability.check(CurrentLincheckTest.class);
  }

  @Test
  @Tag("slow")
  void theNewestStateIsLinearizableInMany() throws Exception {
    Linearizability.checkLong(CurrentLincheckTest.class);
  }
}
