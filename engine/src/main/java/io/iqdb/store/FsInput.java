package io.iqdb.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.Require;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads through a few descriptors, opened as threads come to read at once. Each is used by one
 * thread at a time; who finds none waits for one.
 */
final class FsInput implements Input {
  private static final int HANDLES = 4;

  private final Path path;
  private final Object identity; // of the file first opened: its name may go, or name another
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<FsHandle> idle = new ArrayDeque<>();

  @GuardedBy("lock")
  private int opened = 1;

  @GuardedBy("lock")
  private int limit = HANDLES;

  @GuardedBy("lock")
  private boolean closed;

  private FsInput(Path path, Object identity, FsHandle first) {
    this.path = path;
    this.identity = identity;
    idle.push(first);
  }

  /** Opens a regular file. */
  static FsInput open(Path path) throws IOException {
    Object identity = identity(path);
    FsHandle first = new FsHandle(path, "r");
    try {
      requireSame(path, identity);
    } catch (IOException e) {
      first.close();
      throw e;
    }
    return new FsInput(path, identity, first);
  }

  @Override
  public long length() throws IOException {
    FsHandle handle = take();
    try {
      return handle.length();
    } finally {
      giveBack(handle);
    }
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    Require.argument(position >= 0, "position %d is negative", position);
    FsHandle handle = take();
    try {
      handle.read(position, target);
    } finally {
      giveBack(handle);
    }
  }

  @Override
  public void read(long position, MemorySegment target) throws IOException {
    Require.argument(position >= 0, "position %d is negative", position);
    FsHandle handle = take();
    try {
      handle.read(position, target);
    } finally {
      giveBack(handle);
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      returned.signalAll();
      while (!idle.isEmpty()) {
        idle.pop().close(); // those in use follow when they are given back
      }
    } finally {
      lock.unlock();
    }
  }

  private FsHandle take() throws IOException {
    while (true) {
      FsHandle free = awaitFree();
      if (free != null) {
        return free;
      }
      FsHandle another = openAnother();
      if (another != null) {
        return another;
      }
    }
  }

  /**
   * A free handle, or null where the caller may open one more; no optional, for searches come here
   * and allocate nothing.
   */
  private @Nullable FsHandle awaitFree() throws IOException {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new ClosedChannelException();
        }
        if (!idle.isEmpty()) {
          return idle.pop();
        }
        if (opened < limit) {
          opened++;
          return null;
        }
        returned.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * One more handle, or null where the name is gone or descriptors are short: those there are must
   * do.
   */
  private @Nullable FsHandle openAnother() {
    try {
      requireSame(path, identity);
      FsHandle handle = new FsHandle(path, "r");
      try {
        requireSame(path, identity);
        return handle;
      } catch (IOException e) {
        handle.close();
        throw e;
      }
    } catch (IOException nameGoneOrNoDescriptor) {
      lock.lock();
      try {
        opened--;
        limit = opened;
      } finally {
        lock.unlock();
      }
      return null;
    }
  }

  private void giveBack(FsHandle handle) throws IOException {
    lock.lock();
    try {
      if (closed) {
        handle.close();
      } else {
        idle.push(handle);
        returned.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private static Object identity(Path path) throws IOException {
    // where the system numbers no files, any regular file of that name will do
    return Objects.requireNonNullElse(RegularFile.attributes(path).fileKey(), path);
  }

  private static void requireSame(Path path, Object identity) throws IOException {
    if (!identity(path).equals(identity)) {
      throw new IOException(path + " was replaced while it was opened");
    }
  }
}
