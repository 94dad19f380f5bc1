package io.iqdb.write;

import io.iqdb.interleaving.Linearizability;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Leaders and those who follow: every write is committed once, in an order in which each caller
 * finds his own place; tasks see what was committed before; a refused write is told, and only its
 * group with it.
 */
public class WriteQueueLincheckTest {
  /** A write, which learns how many were committed with it and before it. */
  private static final class Write {
    int place;
  }

  /** Plain: the queue has to keep those who change it apart, and to show each what was before. */
  private int committed;

  private int begun;
  private final WriteQueue<Write> queue =
      new WriteQueue<>(
          _ -> 1,
          2,
          group -> {
            begun++;
            for (Write write : group) {
              write.place = ++committed;
            }
            begun--;
          });

  /** Its place. */
  @Operation
  public int write() throws Exception {
    Write write = new Write();
    queue.write(write);
    return write.place;
  }

  /** How many were committed. */
  @Operation
  public int count() throws Exception {
    return queue.alone(() -> committed);
  }

  /** A task that counts as a write. */
  @Operation
  public int taskThatWrites() throws Exception {
    return queue.alone(() -> ++committed);
  }

  /** A task that fails, which leaves the queue to the next. */
  @Operation
  public void taskThatFails() throws Exception {
    queue.alone(() -> {
      throw new IOException("refused");
    });
  }

  /** Nobody was interrupted half way. */
  @Validate
  public void nothingIsHalfDone() {
    if (begun != 0) {
      throw new IllegalStateException(begun + " commits under way");
    }
  }

  @Test
  void leadersAndFollowersAreLinearizable() throws Exception {
    Linearizability.check(WriteQueueLincheckTest.class);
  }

  @Test
  @Tag("slow")
  void leadersAndFollowersAreLinearizableInMany() throws Exception {
    Linearizability.checkLong(WriteQueueLincheckTest.class);
  }
}
