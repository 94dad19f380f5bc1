package io.iqdb.store;

import io.iqdb.error.Require;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a file in memory. */
final class MemoryInput implements Input {
  private final MemoryFile file;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one use of {@code file}. */
  MemoryInput(MemoryFile file) {
    this.file = file;
  }

  @Override
  public long length() throws IOException {
    requireOpen();
    return file.length();
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    read(position, MemorySegment.ofBuffer(target));
    target.position(target.limit());
  }

  @Override
  public void read(long position, MemorySegment target) throws IOException {
    Require.argument(position >= 0, "position %d is negative", position);
    requireOpen();
    file.read(position, target);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      file.release();
    }
  }

  private void requireOpen() throws IOException {
    if (closed.get()) {
      throw new ClosedChannelException();
    }
  }
}
