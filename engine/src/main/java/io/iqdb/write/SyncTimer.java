package io.iqdb.write;

import io.iqdb.policy.FsyncPolicy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link FsyncPolicy.Periodic}: the first write that a sync does not cover starts the clock,
 * and the sync begins at half the interval, so that it is over before the whole of it. Idle
 * databases wake nobody. Under the other policies it has no thread.
 */
final class SyncTimer implements AutoCloseable {
  private final Runnable sync;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final long delayMicros;
  private final @Nullable ScheduledExecutorService executor;

  SyncTimer(FsyncPolicy policy, Runnable sync) {
    this.sync = sync;
    if (policy instanceof FsyncPolicy.Periodic periodic) {
      delayMicros = periodic.interval().toNanos() / 2_000;
      // a write that meets the end is synced by whoever closes
      executor =
          new ScheduledThreadPoolExecutor(
              1,
              Thread.ofPlatform().daemon().name("iqdb-sync").factory(),
              new ThreadPoolExecutor.DiscardPolicy());
    } else {
      delayMicros = 0;
      executor = null;
    }
  }

  /** A frame was appended without a sync. */
  void written() {
    if (executor != null && scheduled.compareAndSet(false, true)) {
      @SuppressWarnings("unused") // run() hands failures to the writer's health
      Future<?> next = executor.schedule(this::run, delayMicros, TimeUnit.MICROSECONDS);
    }
  }

  private void run() {
    scheduled.set(false); // before the sync: what is appended while it runs needs another one
    sync.run();
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
