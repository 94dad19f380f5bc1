package io.iqdb.view;

import io.iqdb.error.ClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link Visible}. One thread at a time publishes, any thread acquires; nobody waits.
 */
public final class Current {
  private volatile @Nullable Visible newest;

  private final SearchLoad searches = new SearchLoad();

  /** Starts with {@code first}. */
  public Current(Visible first) {
    newest = first;
  }

  /** The newest state with its view pinned; the caller releases it. Allocates nothing. */
  public Visible acquire() {
    for (; ; ) {
      Visible visible = newest();
      if (visible.view().tryAcquire()) {
        return visible;
      }
      Thread.onSpinWait();
    }
  }

  /** The newest state, its view not pinned: good for its numbers. */
  public Visible newest() {
    Visible visible = newest;
    if (visible == null) {
      throw new ClosedException("the database is closed");
    }
    return visible;
  }

  /** The searches that run, for those who give way to them. */
  public SearchLoad searches() {
    return searches;
  }

  /**
   * Makes {@code next} the state that readers see; lets go of the view before, where it is another.
   */
  public void publish(Visible next) {
    Visible before = newest();
    newest = next;
    if (before.view() != next.view()) {
      before.view().release();
    }
  }

  /** Lets nobody in any more; readers inside finish undisturbed. Idempotent. */
  public void close() {
    Visible last = newest;
    newest = null;
    if (last != null) {
      last.view().release();
    }
  }

  /** Whether {@link #close} was called. */
  public boolean closed() {
    return newest == null;
  }
}
