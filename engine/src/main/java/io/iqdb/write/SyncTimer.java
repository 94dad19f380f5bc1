package io.iqdb.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.policy.FsyncPolicy;
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

  /** Made for the first write. */
  @GuardedBy("this")
  private @Nullable ScheduledThreadPoolExecutor executor;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Runs {@code action} after writes, in the time that {@code policy} says; never under {@link
   * FsyncPolicy.Never}, nor under {@link FsyncPolicy.Always} where {@code idleMicros} is negative.
   */
  SyncTimer(FsyncPolicy policy, long idleMicros, Runnable action) {
    this.action = action;
    this.delayMicros =
        switch (policy) {
          case FsyncPolicy.Periodic periodic -> periodic.interval().toNanos() / 2_000;
          case FsyncPolicy.Always always -> idleMicros;
          case FsyncPolicy.Never never -> -1;
        };
  }

  /** A frame was appended. */
  void written() {
    if (delayMicros >= 0 && !scheduled.getPlain() && scheduled.compareAndSet(false, true)) {
      schedule();
    }
  }

  private synchronized void schedule() {
    if (closed) {
      return; // a write that meets the end is synced by whoever closes
    }
    ScheduledThreadPoolExecutor present = executor;
    if (present == null) {
      present =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("iqdb-sync").factory());
      executor = present;
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
