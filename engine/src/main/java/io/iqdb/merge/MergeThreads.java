package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.store.Threads;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one scheduler: made for the first merge, gone a moment after the last. A database
 * that has nothing to merge has none. Any thread; nothing here takes long.
 */
final class MergeThreads {
  @GuardedBy("this")
  private int most;

  @GuardedBy("this")
  private @Nullable ScheduledThreadPoolExecutor executor;

  @GuardedBy("this")
  private boolean closed;

  /** At most {@code most} at a time. */
  MergeThreads(int most) {
    this.most = most;
  }

  /**
   * Runs {@code work} soon, unless this is closed.
   *
   * @return false where no thread can be started and there is none: then nothing will run
   */
  boolean run(Runnable work) {
    return runAfter(work, 0);
  }

  /** The same after so long, unless this is closed by then. */
  synchronized boolean runAfter(Runnable work, long nanos) {
    if (closed) {
      return true;
    }
    ScheduledThreadPoolExecutor present = executor == null ? newExecutor(most) : executor;
    executor = present;
    boolean started =
        Threads.started(() -> {
          @SuppressWarnings("unused") // the work deals with its failures
          Future<?> later = present.schedule(work, nanos, TimeUnit.NANOSECONDS);
        });
    if (started || present.getPoolSize() > 0) {
      return true; // it is in the queue, and somebody looks there
    }
    present.getQueue().clear();
    return false;
  }

  private static ScheduledThreadPoolExecutor newExecutor(int most) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            most,
            Thread.ofPlatform().daemon().name("iqdb-merge-", 1).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** At most {@code next} at a time from now on. */
  synchronized void most(int next) {
    most = next;
    if (executor != null) {
      executor.setCorePoolSize(next);
    }
  }

  private synchronized @Nullable ScheduledThreadPoolExecutor end() {
    closed = true;
    return executor;
  }

  /** Waits for what runs, and runs nothing more. */
  void close() {
    ScheduledThreadPoolExecutor last = end();
    if (last != null) {
      last.close();
    }
  }
}
