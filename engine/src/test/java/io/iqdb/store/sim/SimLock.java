package io.iqdb.store.sim;

import io.iqdb.store.LockLostException;
import io.iqdb.store.WriterLock;
import java.io.IOException;

/** The lock of a {@link SimDirectory}. */
final class SimLock implements WriterLock {
  private final SimDirectory directory;
  private volatile boolean lost;

  SimLock(SimDirectory directory) {
    this.directory = directory;
  }

  void lose() {
    lost = true;
  }

  void requireHeld() throws LockLostException {
    if (lost) {
      throw new LockLostException(directory.describe() + ": the lock file was replaced");
    }
  }

  @Override
  public void verify() throws IOException {
    directory.verify(this);
  }

  @Override
  public void close() {
    directory.release(this);
  }
}
