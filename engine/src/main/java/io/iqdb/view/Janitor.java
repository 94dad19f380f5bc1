package io.iqdb.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Buries views away from queries: unmapping a file is a handshake with all threads. Has a thread
 * only while there is something to bury.
 */
public final class Janitor implements Consumer<View>, AutoCloseable {
  /** Whether queries may run, which must not bury. */
  @GuardedBy("this")
  private boolean apart;

  /** Made for the first view. */
  @GuardedBy("this")
  private @Nullable ThreadPoolExecutor executor;

  /** Buries at once, on the thread that lets go. */
  public Janitor() {}

  /** From now on buries on a thread of its own: queries begin. */
  public synchronized void start() {
    apart = true;
  }

  /** Buries {@code view} soon; at once before {@link #start} and after {@link #close}. */
  @Override
  public void accept(View view) {
    if (!handOver(view)) {
      view.bury();
    }
  }

  private synchronized boolean handOver(View view) {
    if (!apart) {
      return false;
    }
    ThreadPoolExecutor present = executor;
    if (present == null) {
      present = newExecutor();
      executor = present;
    }
    present.execute(view::bury);
    return true;
  }

  private static ThreadPoolExecutor newExecutor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("iqdb-janitor").factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private synchronized @Nullable ThreadPoolExecutor stop() {
    ThreadPoolExecutor last = executor;
    apart = false;
    executor = null;
    return last;
  }

  /** Waits for what is being buried; what is handed in from now on is buried at once. */
  @Override
  public void close() {
    ThreadPoolExecutor last = stop();
    if (last != null) {
      last.close();
    }
  }
}
