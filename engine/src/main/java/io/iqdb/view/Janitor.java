package io.iqdb.view;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Buries views away from queries: unmapping a file is a handshake with all threads. Has a thread
 * only while there is something to bury.
 */
public final class Janitor implements Consumer<View>, AutoCloseable {
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("iqdb-janitor").factory());

  /** Without work. */
  public Janitor() {
    executor.allowCoreThreadTimeOut(true);
  }

  /** Buries {@code view} soon; at once where the database is closed already. */
  @Override
  public void accept(View view) {
    try {
      executor.execute(view::bury);
    } catch (RejectedExecutionException closed) {
      view.bury();
    }
  }

  /** Waits until all that was handed over so far is buried. */
  public void settle() {
    try {
      CompletableFuture.runAsync(() -> {}, executor).join();
    } catch (RejectedExecutionException closed) {
      return; // then nothing waits
    }
  }

  /** Waits for what is being buried. */
  @Override
  public void close() {
    executor.close();
  }
}
