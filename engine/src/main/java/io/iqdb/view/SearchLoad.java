package io.iqdb.view;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many searches run, for those who give way to them. Counting costs a search two additions to
 * cells that hardly any two threads share, and no allocation.
 */
public final class SearchLoad {
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** Of no search. */
  public SearchLoad() {}

  /** A search begins. */
  public void enter() {
    started.increment();
  }

  /** A search is over. */
  public void leave() {
    ended.increment();
  }

  /** Searches begun so far. */
  public long begun() {
    return started.sum();
  }

  /** Whether a search runs. */
  public boolean running() {
    long over = ended.sum(); // first: one that begins in between counts as running
    return started.sum() > over;
  }

  /**
   * How long whoever has worked in the background for {@code worked} should hold still, so that
   * searches get the processors.
   *
   * @param share of the time that it may work while searches run, above 0 and at most 1
   * @param before what {@link #begun} said when it began to work
   * @return in nanoseconds, as {@code worked} is; 0 where no search ran
   */
  public long pauseAfter(long worked, double share, long before) {
    if (begun() == before && !running()) {
      return 0;
    }
    return Math.min(LONGEST_PAUSE_NANOS, (long) (worked * (1 - share) / share));
  }
}
