package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.view.SearchLoad;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How fast merges go: what all of them together may write in a second, and the share of its time
 * that each works while searches run. Says how long to hold still; holding still is the business of
 * {@link MergeControl}. Any thread.
 */
final class MergePace {
  /** What was not used for so long is lost: no burst follows a quiet time. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SearchLoad searches;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile MergeScheduling scheduling;

  /** When what was written so far is within the budget. */
  @GuardedBy("lock")
  private long paidUntil;

  MergePace(SearchLoad searches, MergeScheduling scheduling) {
    this.searches = searches;
    this.scheduling = scheduling;
    this.paidUntil = System.nanoTime();
  }

  MergeScheduling scheduling() {
    return scheduling;
  }

  void scheduling(MergeScheduling next) {
    scheduling = next;
  }

  /** Searches begun so far; two values that differ say that there were searches in between. */
  long searchesBegun() {
    return searches.begun();
  }

  /**
   * How long a merge that has just written {@code bytes} has to hold still for the budget.
   *
   * @param now by the clock that only counts
   */
  long nanosForBytes(long bytes, long now) {
    long perSecond = scheduling.bytesPerSecond();
    if (perSecond == 0) {
      return 0;
    }
    lock.lock();
    try {
      if (paidUntil - now < -BURST_NANOS) {
        paidUntil = now - BURST_NANOS;
      }
      paidUntil += (long) (bytes * 1e9 / perSecond);
      return Math.max(0, paidUntil - now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long a merge that has worked for {@code worked} has to hold still for searches.
   *
   * @param before what {@link #searchesBegun} said when it began to work
   */
  long nanosForSearches(long worked, long before) {
    return searches.pauseAfter(worked, scheduling.cpuShare(), before);
  }
}
