package io.iqdb.merge;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * After failures in a row upkeep waits longer and longer, within bounds: what fails once mostly
 * fails again, and a full disk needs time. Used under the lock of its scheduler.
 */
final class Backoff {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

  private int failures;
  private long notBefore;
  private @Nullable Throwable last;

  /**
   * A merge failed.
   *
   * @return how long to wait before the next one
   */
  long failed(Throwable failure, long now) {
    long wait = failures < 9 ? Math.min(LONGEST_NANOS, FIRST_NANOS << failures) : LONGEST_NANOS;
    failures++;
    notBefore = now + wait;
    last = failure;
    return wait;
  }

  /** A merge came about, or somebody says that it is worth another try. */
  void reset() {
    failures = 0;
    last = null;
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
