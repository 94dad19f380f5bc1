package io.iqdb.view;

import io.iqdb.error.ClosedException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A state that a caller keeps for as long as it likes, known to {@link Snapshots}. Ends once, by
 * whoever comes first: the caller, the end of the database, or the garbage collector's word that
 * nobody can reach the caller's handle any more.
 */
public final class Pin {
  private final Snapshots registry;
  private final long number;
  private final long since;
  private final String holder;
  private final Visible visible;

  /** Why it ended, or null while it holds. */
  private final AtomicReference<@Nullable String> ended = new AtomicReference<>();

  Pin(Snapshots registry, long number, long since, String holder, Visible visible) {
    this.registry = registry;
    this.number = number;
    this.since = since;
    this.holder = holder;
    this.visible = visible;
  }

  /** Ascends with the order in which snapshots were taken. */
  public long number() {
    return number;
  }

  /** When it was taken, in UTC milliseconds. */
  public long since() {
    return since;
  }

  /** The thread that took it, or what it was named. */
  public String holder() {
    return holder;
  }

  /** The highest sequence number that it sees. */
  public long sequence() {
    return visible.sequence();
  }

  /** What it sees; to be read between {@link #enter} and {@link #leave}, or by its holder. */
  public Visible visible() {
    return visible;
  }

  /**
   * Holds the view for one call, whoever ends the pin meanwhile; {@link #leave} follows.
   *
   * @throws ClosedException where it has ended; says why
   */
  public Visible enter() {
    String why = ended.get();
    if (why == null && visible.view().tryAcquire()) {
      return visible;
    }
    throw new ClosedException("the snapshot was closed" + (why == null ? "" : why));
  }

  /** Lets go of what {@link #enter} held. */
  public void leave() {
    visible.view().release();
  }

  /**
   * Lets go of the files.
   *
   * @param why completes "the snapshot was closed"
   * @return whether it held until now
   */
  public boolean end(String why) {
    if (!ended.compareAndSet(null, why)) {
      return false;
    }
    registry.forget(this);
    visible.view().release();
    return true;
  }
}
