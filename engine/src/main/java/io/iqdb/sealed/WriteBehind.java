package io.iqdb.sealed;

import io.iqdb.store.Output;
import io.iqdb.store.Threads;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Syncs a long file while it is still being written, in steps, so that the sync at its end finds
 * little to do. Belongs to the thread that writes; one thread beside it syncs, never two. What it
 * does promises nothing: the sync at the end does, and a failed sync surfaces there at the latest.
 */
final class WriteBehind {
  /** Bytes that are worth a sync of their own. */
  static final long STEP = 16L << 20;

  private final Output output;
  private long begun;
  private @Nullable CompletableFuture<Void> syncing;

  WriteBehind(Output output) {
    this.output = output;
  }

  /**
   * Begins to sync what was written, if that is a step since the last time and none is under way.
   */
  void written(long position) throws IOException {
    if (position - begun < STEP || (syncing != null && !syncing.isDone())) {
      return;
    }
    await();
    begun = position;
    CompletableFuture<Void> next = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform().daemon().name("iqdb-write-behind").unstarted(() -> sync(next));
    if (Threads.started(thread::start)) {
      syncing = next; // without a thread the sync at the end has more to do
    }
  }

  private void sync(CompletableFuture<Void> done) {
    try {
      output.sync();
      done.complete(null);
    } catch (IOException | RuntimeException | Error failure) {
      done.completeExceptionally(failure);
    }
  }

  /** Waits until nothing is under way, whatever interrupts; throws what went wrong. */
  void await() throws IOException {
    CompletableFuture<Void> waited = syncing;
    if (waited == null) {
      return;
    }
    syncing = null;
    try {
      waited.join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw failed;
      }
    }
  }
}
