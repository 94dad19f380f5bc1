package io.iqdb.write;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts how often and how long writers were held up. Safe for several threads. */
public final class Stalls {
  private final LongAdder slowed = new LongAdder();
  private final LongAdder stopped = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();

  Stalls() {}

  /**
   * What was counted since the database was opened.
   *
   * @param slowed writes that were slowed down
   * @param stopped writes that waited for a flush
   * @param nanos that all of them waited together
   * @param waiting writers that are held up now
   */
  public record Counts(long slowed, long stopped, long nanos, int waiting) {
    /** Writes that were held up at all. */
    public long count() {
      return slowed + stopped;
    }
  }

  /** The counts as they are now. */
  public Counts counts() {
    return new Counts(slowed.sum(), stopped.sum(), nanos.sum(), waiting.get());
  }

  /** A writer begins to wait; returns when that was. */
  long begin(boolean stop) {
    (stop ? stopped : slowed).increment();
    waiting.incrementAndGet();
    return System.nanoTime();
  }

  /** It goes on. */
  void end(long begun) {
    nanos.add(System.nanoTime() - begun);
    waiting.decrementAndGet();
  }
}
