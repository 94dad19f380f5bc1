package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.store.Threads;
import java.util.concurrent.LinkedBlockingQueue;
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
  private @Nullable ThreadPoolExecutor executor;

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
  synchronized boolean run(Runnable work) {
    if (closed) {
      return true;
    }
    ThreadPoolExecutor present = executor == null ? newExecutor(most) : executor;
    executor = present;
    if (Threads.started(() -> present.execute(work))) {
      return true;
    }
    // it was for the thread that could not be started; one that runs finds it in the queue
    return present.getPoolSize() > 0 && present.getQueue().offer(work);
  }

  private static ThreadPoolExecutor newExecutor(int most) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            most,
            most,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("iqdb-merge-", 1).factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** At most {@code next} at a time from now on. */
  synchronized void most(int next) {
    most = next;
    if (executor != null) {
      executor.setCorePoolSize(Math.min(next, executor.getMaximumPoolSize()));
      executor.setMaximumPoolSize(next);
      executor.setCorePoolSize(next);
    }
  }

  private synchronized @Nullable ThreadPoolExecutor end() {
    closed = true;
    return executor;
  }

  /** Waits for what runs, and runs nothing more. */
  void close() {
    ThreadPoolExecutor last = end();
    if (last != null) {
      last.close();
    }
  }
}
