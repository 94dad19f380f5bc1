package io.iqdb.view;

import io.iqdb.error.Require;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A resource that several views hold; closed when the last of them lets go. Created with one
 * holder.
 *
 * @param <T> the resource, whose close throws nothing checked
 */
public final class Shared<T> {
  private final T resource;
  private final Runnable close;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Holds {@code resource}; {@code close} runs once, on the thread that lets go last. */
  public Shared(T resource, Runnable close) {
    this.resource = resource;
    this.close = close;
  }

  /** The resource; for holders only. */
  public T get() {
    return resource;
  }

  /** Adds a holder; whoever calls is one already. */
  public Shared<T> retain() {
    Require.state(holders.getAndIncrement() > 0, "retained after it was closed");
    return this;
  }

  /** Lets go. */
  public void release() {
    int left = holders.decrementAndGet();
    Require.state(left >= 0, "released more often than retained");
    if (left == 0) {
      close.run();
    }
  }
}
