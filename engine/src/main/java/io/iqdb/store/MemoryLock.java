package io.iqdb.store;

import java.util.concurrent.atomic.AtomicBoolean;

/** The one lock of a directory in memory. */
final class MemoryLock implements WriterLock {
  private final AtomicBoolean directoryLocked;
  private final AtomicBoolean held = new AtomicBoolean(true);

  /** Taken: {@code directoryLocked} was just set. */
  MemoryLock(AtomicBoolean directoryLocked) {
    this.directoryLocked = directoryLocked;
  }

  @Override
  public void verify() throws LockLostException {
    if (!held.get()) {
      throw new LockLostException("the lock was released");
    }
  }

  @Override
  public void close() {
    if (held.compareAndSet(true, false)) {
      directoryLocked.set(false);
    }
  }
}
