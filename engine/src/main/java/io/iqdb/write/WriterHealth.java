package io.iqdb.write;

import io.iqdb.error.WriterFailedException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether the writer still writes. After a failed sync, or a failed write other than for a full
 * disk, nobody knows what is on disk: the first cause is kept and every later write refused with
 * it, until the database is opened anew. Safe for several threads.
 */
public final class WriterHealth {
  private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

  /** Healthy. */
  public WriterHealth() {}

  /** Ends all writing because of {@code failure}; the first one counts. */
  public void fail(Throwable failure) {
    cause.compareAndSet(null, failure);
  }

  /** Throws where writing has ended. */
  public void check() {
    Throwable first = cause.get();
    if (first != null) {
      throw new WriterFailedException(
          "the writer stopped after a failure ("
              + first.getMessage()
              + "); close the database and open it again to recover",
          first);
    }
  }

  /** Why writing has ended, if it has. */
  public Optional<String> problem() {
    return Optional.ofNullable(cause.get()).map(first -> String.valueOf(first.getMessage()));
  }

  /** Whether writing has ended. */
  public boolean failed() {
    return cause.get() != null;
  }
}
