package io.iqdb.store.sim;

import io.iqdb.format.FileName;
import io.iqdb.store.Input;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Closed once, and not read afterwards. */
final class CheckedInput implements Input, CheckedDirectory.Handle {
  private final CheckedDirectory directory;
  private final FileName name;
  private final Input inner;

  CheckedInput(CheckedDirectory directory, FileName name, Input inner) {
    this.directory = directory;
    this.name = name;
    this.inner = inner;
  }

  @Override
  public long length() throws IOException {
    directory.requireOpen(this, "measured");
    return inner.length();
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    directory.requireOpen(this, "read");
    inner.read(position, target);
  }

  @Override
  public void read(long position, MemorySegment target) throws IOException {
    directory.requireOpen(this, "read");
    inner.read(position, target);
  }

  @Override
  public void close() throws IOException {
    directory.closed(this);
    inner.close();
  }

  @Override
  public boolean holds(FileName other) {
    return name.equals(other);
  }

  @Override
  public String toString() {
    return "input " + name;
  }
}
