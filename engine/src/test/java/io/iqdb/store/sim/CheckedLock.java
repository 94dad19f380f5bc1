package io.iqdb.store.sim;

import io.iqdb.format.FileName;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Given back before the directory is closed; giving it back twice is allowed. */
final class CheckedLock implements WriterLock, CheckedDirectory.Handle {
  private final CheckedDirectory directory;
  private final WriterLock inner;
  private final AtomicBoolean closed = new AtomicBoolean();

  CheckedLock(CheckedDirectory directory, WriterLock inner) {
    this.directory = directory;
    this.inner = inner;
  }

  @Override
  public void verify() throws IOException {
    directory.requireOpen(this, "verified");
    inner.verify();
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      directory.closed(this);
    }
    inner.close();
  }

  @Override
  public boolean holds(FileName name) {
    return false;
  }

  @Override
  public String toString() {
    return "lock";
  }
}
