package io.iqdb.merge;

import io.iqdb.store.NoSpaceException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * After failures in a row upkeep waits longer and longer, within bounds: what fails once mostly
 * fails again. After three it stops: more of the same does harm and helps nobody. Want of space is
 * not among the three, for it passes; nor is the failure of a merge that somebody asked for and
 * hears of. Used under the lock of its scheduler.
 */
final class Backoff {
  /** Failures of upkeep in a row at which it stops. */
  static final int MOST_FAILURES = 3;

  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

  private int failures;

  /** Those of them that bring upkeep nearer to its stop. */
  private int counted;

  private long notBefore;
  private @Nullable Throwable last;

  /**
   * A merge failed.
   *
   * @param upkeep whether nobody had asked for it
   * @return how long to wait before the next one; 0 where there is none to wait for
   */
  long failed(Throwable failure, boolean upkeep, long now) {
    if (stopped()) {
      return 0; // the failure that stopped it stays the one that is shown
    }
    long wait = failures < 9 ? Math.min(LONGEST_NANOS, FIRST_NANOS << failures) : LONGEST_NANOS;
    failures++;
    counted += upkeep && !(failure instanceof NoSpaceException) ? 1 : 0;
    notBefore = now + wait;
    last = failure;
    return stopped() ? 0 : wait;
  }

  /** A merge came about, or somebody says that it is worth another try. */
  void reset() {
    failures = 0;
    counted = 0;
    last = null;
  }

  /** Whether upkeep has stopped, until {@link #reset}. */
  boolean stopped() {
    return counted >= MOST_FAILURES;
  }

  /** Whether the next merge has to wait. */
  boolean waiting(long now) {
    return failures > 0 && notBefore - now > 0;
  }

  /** Failures since the last merge that came about. */
  int failures() {
    return failures;
  }

  /** The last of them. */
  @Nullable Throwable last() {
    return last;
  }
}
