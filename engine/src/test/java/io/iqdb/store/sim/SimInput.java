package io.iqdb.store.sim;

import io.iqdb.store.Input;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a {@link SimFile} as it is now. */
final class SimInput implements Input {
  private final SimDisk directory;
  private final SimFile file;
  private final AtomicBoolean closed = new AtomicBoolean();

  SimInput(SimDisk directory, SimFile file) {
    this.directory = directory;
    this.file = file;
  }

  @Override
  public long length() throws IOException {
    requireOpen();
    return directory.length(file);
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    content(position, target.remaining()).read(position, target);
  }

  @Override
  public void read(long position, MemorySegment target) throws IOException {
    content(position, target.byteSize()).read(position, target);
  }

  private Content content(long position, long count) throws IOException {
    requireOpen();
    Content content = directory.read(file, position, count);
    if (position + count > content.length()) {
      throw new EOFException(
          file.name + " ends at " + content.length() + ", before " + (position + count));
    }
    return content;
  }

  private void requireOpen() throws IOException {
    if (closed.get()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      directory.release(file);
    }
  }
}
