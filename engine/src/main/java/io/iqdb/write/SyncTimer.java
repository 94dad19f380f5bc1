package io.iqdb.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.NoThreadException;
import io.iqdb.store.Threads;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen a while after a write though nobody asks for it. Under {@link
 * FsyncPolicy.Periodic} a sync: the first write that no sync covers starts the clock, and the sync
 * begins at half the interval, so that it is over before the whole of it. Under {@link
 * FsyncPolicy.Always} the frame that records the last sync, once no other frame has followed for a
 * moment: written at once it would cost the next write a second sync. An idle database wakes
 * nobody.
 */
final class SyncTimer implements AutoCloseable {
  private final Runnable action;
  private final long delayMicros;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Made for the first write, with its thread, which stays. */
  @GuardedBy("this")
  private @Nullable ScheduledThreadPoolExecutor executor;

  @GuardedBy("this")
  private boolean closed;

  private volatile boolean prepared;

  /**
   * Runs {@code action} after writes, in the time that {@code policy} says; never under {@link
   * FsyncPolicy.Never}, nor under {@link FsyncPolicy.Always} where {@code idleMicros} is negative.
   */
  SyncTimer(FsyncPolicy policy, long idleMicros, Runnable action) {
    this.action = action;
    if (policy instanceof FsyncPolicy.Periodic periodic) {
      this.delayMicros = periodic.interval().toNanos() / 2_000;
    } else {
      this.delayMicros = policy instanceof FsyncPolicy.Always ? idleMicros : -1;
    }
  }

  /**
   * Before a frame is appended: there is a thread for what has to follow it.
   *
   * @throws NoThreadException where none can be started
   */
  void prepare() throws NoThreadException {
    if (delayMicros >= 0 && !prepared) {
      start();
    }
  }

  private synchronized void start() throws NoThreadException {
    if (executor == null && !closed) {
      ScheduledThreadPoolExecutor made =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("iqdb-sync").factory());
      if (!Threads.started(made::prestartAllCoreThreads)) {
        throw new NoThreadException("no thread can be started to sync what is written");
      }
      executor = made;
    }
    prepared = true;
  }

  /** A frame was appended. */
  void written() {
    if (delayMicros >= 0 && !scheduled.getPlain() && scheduled.compareAndSet(false, true)) {
      schedule();
    }
  }

  private synchronized void schedule() {
    ScheduledThreadPoolExecutor present = executor;
    if (closed || present == null) {
      return; // a write that meets the end is synced by whoever closes
    }
    @SuppressWarnings("unused") // the action hands its failures to the writer's health
    Future<?> next = present.schedule(this::run, delayMicros, TimeUnit.MICROSECONDS);
  }

  private void run() {
    scheduled.set(false); // first: what is appended while the action runs needs another one
    action.run();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
