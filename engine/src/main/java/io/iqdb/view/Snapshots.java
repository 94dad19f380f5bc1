package io.iqdb.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.ClosedException;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The snapshots that callers of one database hold: who holds back files that nobody else needs.
 * Safe for several threads.
 */
public final class Snapshots implements AutoCloseable {
  @GuardedBy("this")
  private final SequencedMap<Long, Pin> open = new TreeMap<>();

  @GuardedBy("this")
  private long next = 1;

  @GuardedBy("this")
  private boolean closed;

  /** With none. */
  public Snapshots() {}

  /**
   * Keeps what {@code current} shows now.
   *
   * @param since the time, in UTC milliseconds
   * @param holder who keeps it
   */
  public synchronized Pin pin(Current current, long since, String holder) {
    if (closed) {
      throw new ClosedException("the database is closed");
    }
    Pin pin = new Pin(this, next++, since, holder, current.acquire());
    open.put(pin.number(), pin);
    return pin;
  }

  synchronized void forget(Pin pin) {
    open.remove(pin.number());
  }

  /** Those that are held, oldest first. */
  public synchronized List<Pin> open() {
    return List.copyOf(open.values());
  }

  /** The oldest whose view is as {@code wanted} says: the one to name in an error. */
  public Optional<Pin> oldest(Predicate<View> wanted) {
    return open().stream().filter(pin -> shows(pin, wanted)).findFirst();
  }

  /** One that ends just now shows nothing. */
  private static boolean shows(Pin pin, Predicate<View> wanted) {
    Visible visible;
    try {
      visible = pin.enter();
    } catch (ClosedException ended) {
      return false;
    }
    try {
      return wanted.test(visible.view());
    } finally {
      pin.leave();
    }
  }

  /** Ends all of them, and takes no more: the database ends. Calls that are inside finish. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    open().forEach(pin -> pin.end(", for its database was closed"));
  }
}
