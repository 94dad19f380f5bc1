package io.iqdb.view;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many searches run, for those who give way to them. Counting costs a search two additions to
 * cells that hardly any two threads share, and no allocation.
 */
public final class SearchLoad {
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
}
