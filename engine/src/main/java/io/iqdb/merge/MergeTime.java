package io.iqdb.merge;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The clock that only counts, and alarms by it: the system's, but for tests. */
interface MergeTime {
  /** An alarm that was set. */
  interface Alarm {
    /** Calls it off; no harm where it has rung. */
    void off();
  }

  /** None was set. */
  Alarm NONE = () -> {};

  /**
   * What the system says. Alarms ring on a thread that the JVM shares among all who wait, which is
   * a daemon: nobody stays awake for them, and no process lives longer.
   */
  MergeTime SYSTEM =
      new MergeTime() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Alarm after(long nanos, Runnable work) {
          CompletableFuture<Boolean> alarm =
              new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
          CompletableFuture<Void> rung = alarm.thenRun(work);
          return () -> {
            alarm.cancel(false);
            rung.cancel(false);
          };
        }
      };

  /** The time now; only differences mean something. */
  long nanos();

  /** Does {@code work}, which returns at once and does not fail, after so long. */
  Alarm after(long nanos, Runnable work);
}
