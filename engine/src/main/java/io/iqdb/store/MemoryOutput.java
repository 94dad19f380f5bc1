package io.iqdb.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Appends to a file in memory, where nothing needs to be synced. */
final class MemoryOutput implements Output {
  private final MemoryFile file;
  private final long reserve;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile long position;

  /** Takes over one use of {@code file}, which is empty. */
  MemoryOutput(MemoryFile file, long reserve) {
    this.file = file;
    this.reserve = reserve;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    requireOpen();
    long end = position + source.remaining();
    file.write(position, source);
    position = end;
  }

  @Override
  public void writeAndSync(ByteBuffer source) throws IOException {
    requireOpen();
    if (reserve > 0) {
      long steps = Math.ceilDiv(position + source.remaining(), reserve);
      file.extend(Math.multiplyExact(steps, reserve));
    }
    write(source);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void sync() throws IOException {
    requireOpen();
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
