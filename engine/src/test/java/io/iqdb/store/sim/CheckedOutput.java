package io.iqdb.store.sim;

import io.iqdb.format.FileName;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;

/** After any exception only {@link #close} is right, and only once. */
final class CheckedOutput implements Output, CheckedDirectory.Handle {
  private interface Action {
    void run() throws IOException;
  }

  private final CheckedDirectory directory;
  private final FileName name;
  private final Output inner;
  private volatile boolean failed;

  /** A full disk spares what was written before, which may be synced. */
  private volatile boolean full;

  CheckedOutput(CheckedDirectory directory, FileName name, Output inner) {
    this.directory = directory;
    this.name = name;
    this.inner = inner;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    directory.wrote(name, count);
    attempt("written", () -> inner.write(source));
  }

  @Override
  public void writeAndSync(ByteBuffer source) throws IOException {
    int count = source.remaining();
    directory.wrote(name, count);
    long covers = directory.writtenTo(name);
    attempt("written", () -> inner.writeAndSync(source));
    directory.synced(name, covers);
  }

  @Override
  public long position() {
    return inner.position();
  }

  @Override
  public void sync() throws IOException {
    long covers = directory.writtenTo(name);
    attempt("synced", inner::sync);
    directory.synced(name, covers);
  }

  private void attempt(String use, Action action) throws IOException {
    directory.requireOpen(this, use);
    directory.require(!failed, this + " is " + use + " after it failed");
    directory.require(
        !full || use.equals("synced"), this + " is " + use + " after the disk was full");
    try {
      action.run();
    } catch (NoSpaceException e) {
      full = true;
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      failed = true;
      throw e;
    }
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
    return "output " + name;
  }
}
