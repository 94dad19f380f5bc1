package io.iqdb;

import io.iqdb.error.ClosedException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A collection in use: as long as one of these is open the catalog neither closes nor drops it.
 * Safe for any number of threads.
 */
public final class OpenCollection implements AutoCloseable {
  private final Iqdb database;
  private final Runnable letGo;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Of a database that stays open until {@code letGo} was run. */
  OpenCollection(Iqdb database, Runnable letGo) {
    this.database = database;
    this.letGo = letGo;
  }

  /**
   * The collection, to be used until this is closed. It is shared with whoever else uses it: close
   * this, not the database.
   */
  public Iqdb database() {
    if (closed.get()) {
      throw new ClosedException("the collection was let go");
    }
    return database;
  }

  /** Lets go of it; idempotent. It stays open while the catalog has room for it. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      letGo.run();
    }
  }
}
