package io.iqdb.store;

import io.iqdb.observe.Recorder;
import io.iqdb.observe.SyncEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Appends through two descriptors of one file: plain, and one whose writes are durable when they
 * return (mode {@code rwd}), for {@link #writeAndSync} in space that is allocated and synced
 * already; such a write changes nothing but data and costs one system call.
 */
final class FsOutput implements Output {
  /** Fits a cache, and is no load for the collector; read only. */
  private static final ByteBuffer ZEROS = ByteBuffer.wrap(new byte[64 << 10]);

  private final Path path;
  private final long reserve;
  private final FsHandle plain;
  private final @Nullable FsHandle durable;
  private long reservedEnd; // what lies between the position and here is zero and synced
  private volatile long position;
  private volatile long syncedEnd; // everything before is on disk; may lag behind the truth
  private volatile @Nullable IOException failure;

  /** Takes over {@code path}, which was just created and is empty. */
  FsOutput(Path path, long reserve) throws IOException {
    this.path = path;
    this.reserve = reserve;
    plain = new FsHandle(path, "rw");
    try {
      durable = reserve > 0 ? new FsHandle(path, "rwd") : null;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    requireSound();
    long end = position + source.remaining();
    try {
      plain.write(position, source);
    } catch (IOException e) {
      throw failed(NoSpace.translate(e, path));
    }
    position = end;
  }

  @Override
  public void writeAndSync(ByteBuffer source) throws IOException {
    requireSound();
    long start = position;
    long end = start + source.remaining();
    if (durable == null) {
      write(source);
      sync();
      return;
    }
    if (end > reservedEnd) {
      reserve(end);
    }
    SyncEvent event = Recorder.sync();
    try {
      // a durable write syncs its own range alone, and each piece for itself
      if (syncedEnd >= start && source.remaining() <= FsHandle.PIECE) {
        durable.write(start, source);
      } else {
        plain.write(start, source);
        plain.sync();
      }
    } catch (IOException e) {
      throw failed(e); // space was there: no full disk, whatever the system calls it
    }
    position = end;
    syncedEnd = end;
    finish(event, end);
  }

  private void finish(@Nullable SyncEvent event, long end) {
    if (event != null) {
      event.finish(String.valueOf(path.getFileName()), end);
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void sync() throws IOException {
    if (!(failure instanceof NoSpaceException)) {
      requireSound();
    }
    long end = position; // what a write beside us appends later may miss this sync
    SyncEvent event = Recorder.sync();
    try {
      plain.sync();
    } catch (IOException e) {
      throw failed(e);
    }
    syncedEnd = end;
    finish(event, end);
  }

  @Override
  public void close() throws IOException {
    try {
      plain.close();
    } finally {
      if (durable != null) {
        durable.close();
      }
    }
  }

  /** Zero-fills and syncs whole steps up to {@code end} or beyond. */
  private void reserve(long end) throws IOException {
    long from = Math.max(reservedEnd, position);
    long to = Math.multiplyExact(Math.ceilDiv(end, reserve), reserve);
    try {
      fill(from, to);
    } catch (IOException e) {
      throw failed(NoSpace.translate(giveBack(from, e), path));
    }
    try {
      plain.sync();
    } catch (IOException e) {
      throw failed(e); // a failed sync is a failed sync, on a full disk too
    }
    syncedEnd = position;
    reservedEnd = to;
  }

  private void fill(long from, long to) throws IOException {
    for (long at = from; at < to; at += ZEROS.capacity()) {
      plain.write(at, ZEROS.slice(0, (int) Math.min(to - at, ZEROS.capacity())));
    }
  }

  private IOException giveBack(long from, IOException cause) {
    try {
      plain.truncate(from);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  private IOException failed(IOException cause) {
    failure = cause;
    return cause;
  }

  private void requireSound() throws IOException {
    IOException before = failure;
    if (before != null) {
      throw new IOException(path + " failed before and takes nothing more", before);
    }
  }
}
