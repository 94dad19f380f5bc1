package io.iqdb.view;

import io.iqdb.error.Require;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A resource that several views hold; closed when the last of them lets go. Created with one
 * holder.
 *
 * @param <T> the resource, which is only read
 */
public final class Shared<T extends AutoCloseable> {
  private final T resource;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** What is left to do once it is closed; set by a holder, who lets go after that. */
  private volatile @Nullable Runnable afterwards;

  /** Holds {@code resource}, which is closed once, on the thread that lets go last. */
  public Shared(T resource) {
    this.resource = resource;
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

  /** Adds a holder, where somebody still holds it; whether that is so. */
  public boolean tryRetain() {
    return holders.getAndUpdate(count -> count > 0 ? count + 1 : count) > 0;
  }

  /**
   * Has {@code last} done once nobody holds the resource any more and it is closed, on the thread
   * that lets go last; whoever calls is a holder.
   */
  public void afterClose(Runnable last) {
    afterwards = last;
  }

  private void close() {
    try {
      resource.close();
    } catch (Exception failure) {
      // nothing was lost: what is shared here was only read
      System.getLogger("io.iqdb.view")
          .log(System.Logger.Level.WARNING, "closing failed: " + failure.getMessage());
    }
    Runnable last = afterwards;
    if (last != null) {
      last.run();
    }
  }

  /** Lets go. */
  public void release() {
    int left = holders.decrementAndGet();
    Require.state(left >= 0, "released more often than retained");
    if (left == 0) {
      close();
    }
  }
}
