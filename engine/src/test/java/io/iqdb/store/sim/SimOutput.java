package io.iqdb.store.sim;

import io.iqdb.store.NoSpaceException;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Appends to a {@link SimFile}. Reserves by writing zeros and syncing them. */
final class SimOutput implements Output {
  private final SimDisk directory;
  private final SimFile file;
  private final long step;
  private volatile long position;
  private long reserved;
  private volatile boolean closed;

  SimOutput(SimDisk directory, SimFile file, long step) {
    this.directory = directory;
    this.file = file;
    this.step = step;
  }

  void reserveFirst() throws IOException {
    if (step > 0) {
      reserve(step);
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    requireOpen();
    if (step > 0) {
      reserve(position + source.remaining());
    }
    append(source);
  }

  @Override
  public void writeAndSync(ByteBuffer source) throws IOException {
    requireOpen();
    reserve(position + source.remaining());
    try {
      append(source);
    } catch (NoSpaceException impossible) {
      if (step == 0) {
        throw impossible;
      }
      // space was there: no full disk, whatever the system calls it
      throw new IOException(impossible.getMessage(), impossible);
    }
    sync();
  }

  /** Zeros up to {@code end} or the next step, synced: a write there needs no more space. */
  private void reserve(long end) throws IOException {
    if (end <= reserved) {
      return;
    }
    long to = step == 0 ? end : Math.ceilDiv(end, step) * step;
    long from = Math.max(reserved, position);
    directory.write(file, from, to - from, null);
    sync();
    reserved = to;
  }

  private void append(ByteBuffer source) throws IOException {
    long end = position + source.remaining();
    directory.write(file, position, source.remaining(), source);
    source.position(source.limit());
    position = end;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void sync() throws IOException {
    requireOpen();
    int covers = directory.beginSync(file);
    directory.endSync(file, covers);
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      directory.release(file);
    }
  }
}
