package io.iqdb.store;

import java.io.IOException;

/** The one writer's hold on a directory. */
public interface WriterLock extends AutoCloseable {
  /**
   * Checks that the lock file is still the one that was locked, by inode and modification time.
   *
   * @throws LockLostException where it was deleted, replaced or touched: another writer may be here
   */
  void verify() throws IOException;

  /** Releases the lock; idempotent. The lock file stays. */
  @Override
  void close() throws IOException;
}
