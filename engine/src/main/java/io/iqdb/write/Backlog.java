package io.iqdb.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.store.NoSpaceException;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is in memory: at its size the memtable is flushed in the background, and writers wait
 * only where the next one is full before that is done. Where flushing fails for want of space,
 * writers get that error instead of waiting, and each of them has it tried again.
 */
final class Backlog implements AutoCloseable {
  /** What runs in the background. */
  interface Flush {
    void run() throws Exception;
  }

  private final long memtableBytes;
  private final Flush flush;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition finished = lock.newCondition();

  @GuardedBy("lock")
  private boolean running;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable NoSpaceException refused;

  Backlog(long memtableBytes, Flush flush) {
    this.memtableBytes = memtableBytes;
    this.flush = flush;
  }

  /**
   * Starts a flush where {@code activeBytes} ask for one and none runs; for the leader, never
   * waits.
   */
  void grown(long activeBytes) {
    if (activeBytes >= memtableBytes) {
      lock.lock();
      try {
        start();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits while the memtable of {@code activeBytes} is full and another one is being flushed.
   *
   * @throws NoSpaceException where that flush failed for want of space
   */
  void awaitRoom(long activeBytes) throws IOException {
    if (activeBytes < memtableBytes) {
      return;
    }
    lock.lock();
    try {
      start();
      while (running) {
        finished.awaitUninterruptibly();
      }
      if (refused != null) {
        throw new NoSpaceException(String.valueOf(refused.getMessage()));
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void start() {
    if (!running && !closed) {
      // a thread for each: a flush takes far longer than a start, and most databases need none
      Thread.ofPlatform().daemon().name("iqdb-flush").start(this::run);
      running = true;
    }
  }

  private void run() {
    NoSpaceException full = null;
    try {
      flush.run();
    } catch (NoSpaceException noSpace) {
      full = noSpace;
    } catch (Exception | Error failure) {
      // the writer's health holds it; those who wait find it there
      System.getLogger("io.iqdb.write")
          .log(System.Logger.Level.ERROR, "flush failed: " + failure.getMessage());
    }
    lock.lock();
    try {
      running = false;
      refused = full;
      finished.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets a running flush finish and takes no other. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      while (running) {
        finished.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
