package io.iqdb;

import io.iqdb.memtable.Memtable;
import io.iqdb.store.Threads;
import io.iqdb.types.Bookmark;
import io.iqdb.write.Writer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Commits one chunk of a bulk load while the next is collected; never two at once, so that chunks
 * are committed in the order of the source. Used by the thread that loads; has a thread of its own
 * once a chunk was handed over.
 */
final class ChunkInFlight implements AutoCloseable {
  private final Writer writer;
  private @Nullable ExecutorService executor;
  private @Nullable Future<?> commit;

  ChunkInFlight(Writer writer) {
    this.writer = writer;
  }

  /**
   * Begins to commit {@code chunk}, which is closed afterwards; none may be under way. Where no
   * thread can be started it is committed on return.
   */
  void begin(Memtable chunk, Optional<Bookmark> bookmark) {
    ExecutorService thread = executor;
    if (thread == null) {
      thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("iqdb-bulk").factory());
      executor = thread;
    }
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          try (chunk) {
            writer.bulk(chunk, bookmark);
          }
          return true;
        });
    commit = task;
    ExecutorService beside = thread;
    if (!Threads.started(() -> beside.execute(task))) {
      task.run();
    }
  }

  /**
   * Waits for the chunk under way, whatever interrupts; the interrupt stays set.
   *
   * @return whether there was one
   */
  boolean await() throws Exception {
    Future<?> waited = commit;
    if (waited == null) {
      return false;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          waited.get();
          return true;
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case null, default -> throw failure;
      }
    } finally {
      commit = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the thread, once no chunk is under way any more; how one went, {@link #await} says. */
  @Override
  public void close() {
    if (executor != null) {
      executor.close();
    }
  }
}
