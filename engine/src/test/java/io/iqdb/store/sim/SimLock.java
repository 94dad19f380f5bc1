package io.iqdb.store.sim;

import io.iqdb.store.LockLostException;
import io.iqdb.store.WriterLock;
import java.io.IOException;

/** The lock of a {@link SimDirectory}. */
final class SimLock implements WriterLock {
  private final SimDisk disk;
  private final long directory;
  private volatile boolean lost;

  SimLock(SimDisk disk, long directory) {
    this.disk = disk;
    this.directory = directory;
  }

  void lose() {
    lost = true;
  }

  void requireHeld() throws LockLostException {
    if (lost) {
      throw new LockLostException(disk.describe(directory) + ": the lock file was replaced");
    }
  }

  @Override
  public void verify() throws IOException {
    disk.verify(this);
  }

  @Override
  public void close() {
    disk.release(directory, this);
  }
}
