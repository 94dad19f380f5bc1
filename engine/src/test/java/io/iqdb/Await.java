package io.iqdb;

import java.util.concurrent.TimeUnit;

/** Waits for what other threads bring about, in tests. */
public final class Await {
  /** Far beyond what a loaded machine needs: whoever waits so long would wait for ever. */
  private static final long LIMIT = TimeUnit.MINUTES.toNanos(2);

  private Await() {}

  /** Something that comes to hold. */
  public interface Condition {
    /** Whether it holds now. */
    boolean holds() throws Exception;
  }

  /**
   * Returns once {@code condition} holds.
   *
   * @param what is awaited, in the words of the failure
   */
  public static void until(String what, Condition condition) {
    long begun = System.nanoTime();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() - begun > LIMIT) {
          throw new AssertionError("waited in vain: " + what);
        }
        Thread.onSpinWait();
      }
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError(what, failure);
    }
  }
}
