package io.iqdb;

import io.iqdb.error.ClosedException;
import io.iqdb.merge.MergeJob;
import java.time.Duration;

/**
 * Merges that were asked for and run in the background: how far they are, and how to wait for them
 * or end them. Safe for any number of threads.
 */
public final class Optimization {
  private final MergeJob job;

  Optimization(MergeJob job) {
    this.job = job;
  }

  /** The share that is done, 0 to 1; an estimate until it is over. */
  public double progress() {
    if (job.state() == MergeJob.State.DONE) {
      return 1;
    }
    long expected = job.bytesExpected();
    return expected == 0 ? 0 : Math.min(1, (double) job.bytesDone() / expected);
  }

  /** Whether it is over: done, cancelled or failed. */
  public boolean isOver() {
    return job.isOver();
  }

  /** Whether it was ended before all was merged. */
  public boolean isCancelled() {
    return job.state() == MergeJob.State.CANCELLED;
  }

  /** Ends it, soon. What was merged so far stays merged; the rest is as it was. */
  public void cancel() {
    job.cancel();
  }

  /**
   * Waits until it is over.
   *
   * @throws ClosedException where the database was closed before
   * @throws io.iqdb.error.DiskFullException where there was no space; what could not be merged is
   *     as it was
   * @throws io.iqdb.error.CorruptFileException where a segment is damaged; it is as it was
   */
  public void join() {
    job.await();
    rethrow();
  }

  /**
   * Waits until it is over, at most so long; fails as {@link #join} does.
   *
   * @return whether it is over
   * @throws InterruptedException where the thread is interrupted while it waits; the merges go on
   */
  public boolean join(Duration longest) throws InterruptedException {
    boolean over = job.await(longest.toNanos());
    if (over) {
      rethrow();
    }
    return over;
  }

  private void rethrow() {
    switch (job.failure()) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException unchecked -> throw unchecked;
      case Exception failure -> throw Failures.translated("merge", failure);
      case Throwable other -> throw new IllegalStateException(other);
    }
  }
}
