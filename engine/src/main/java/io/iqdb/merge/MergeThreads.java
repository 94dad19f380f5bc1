package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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

  /** Runs {@code work} soon, unless this is closed. */
  void run(Runnable work) {
    runAfter(work, 0);
  }

  /** Runs {@code work} after so long, unless this is closed by then. */
  synchronized void runAfter(Runnable work, long nanos) {
    if (!closed) {
      ScheduledThreadPoolExecutor present = executor;
      if (present == null) {
        present = newExecutor(most);
        executor = present;
      }
      @SuppressWarnings("unused") // the work deals with its failures
      Future<?> later = present.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }
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
