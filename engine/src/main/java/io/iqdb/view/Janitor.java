package io.iqdb.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.store.Threads;
import java.util.concurrent.CompletableFuture;
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

  /**
   * Buries {@code view} soon; at once before {@link #start}, after {@link #close}, and where no
   * thread can be started.
   */
  @Override
  public void accept(View view) {
    if (!handOver(view)) {
      view.bury();
    }
  }

  /** Waits until all that was handed over so far is buried. */
  public void settle() {
    ThreadPoolExecutor present;
    synchronized (this) {
      present = executor;
    }
    if (present != null) {
      CompletableFuture.runAsync(() -> {}, present).join();
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
    Runnable burial = view::bury;
    ThreadPoolExecutor able = present;
    boolean handedOver = Threads.started(() -> able.execute(burial));
    if (!handedOver) {
      able.remove(burial); // no thread: better slowly than never
    }
    return handedOver;
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
