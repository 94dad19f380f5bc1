package io.iqdb.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.observe.Recorder;
import io.iqdb.observe.StallEvent;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.Threads;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is in memory: at its size the memtable is flushed in the background. While that goes
 * on writers fill the next one, undisturbed up to its size, from there on slowed down more and
 * more, and they wait where it is half as large again. They are slowed down, too, while more
 * segments wait to be merged than searches like. Where flushing fails for want of space, writers
 * get that error instead of waiting, and each of them has it tried again.
 */
final class Backlog implements AutoCloseable {
  /** What runs in the background. */
  interface Flush {
    void run() throws Exception;
  }

  /** Segments beyond what the merge policy wants. */
  private static final Pressure MERGES = new Pressure(16, 64);

  private final long memtableBytes;
  private final Pressure bytes;
  private final Flush flush;
  private final Stalls stalls = new Stalls();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition finished = lock.newCondition();
  private volatile IntSupplier mergeDebt = () -> 0;

  @GuardedBy("lock")
  private boolean running;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable NoSpaceException refused;

  Backlog(long memtableBytes, Flush flush) {
    this.memtableBytes = memtableBytes;
    this.bytes = new Pressure(memtableBytes, memtableBytes + memtableBytes / 2);
    this.flush = flush;
  }

  /** How often writers were held up here. */
  Stalls stalls() {
    return stalls;
  }

  /** Where to ask how many segments wait to be merged; by any thread, for each write. */
  void mergeDebt(IntSupplier segments) {
    mergeDebt = segments;
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
   * Holds a writer up as long as there is need: the memtable has {@code activeBytes}.
   *
   * @throws NoSpaceException where the memtable is full and flushing it failed for want of space
   */
  void awaitRoom(long activeBytes) throws IOException {
    double merging = MERGES.at(mergeDebt.getAsInt());
    if (activeBytes < memtableBytes && merging == 0) {
      return;
    }
    boolean full = activeBytes >= memtableBytes;
    boolean begun = full && begin(); // soon the memtable is another one
    lock.lock();
    try {
      double flushing = full && running && !begun ? bytes.at(activeBytes) : 0;
      if (full && (flushing == 1 || refused != null)) {
        stop();
      } else if (Math.max(merging, flushing) > 0) {
        slowDown(Pressure.nanos(Math.max(merging, flushing)));
      }
      if (full && !running && refused != null) {
        throw new NoSpaceException(String.valueOf(refused.getMessage()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the flush that runs. */
  @GuardedBy("lock")
  private void stop() {
    StallEvent event = Recorder.stall();
    long begun = stalls.begin(true);
    while (running) {
      finished.awaitUninterruptibly();
    }
    stalls.end(begun);
    finish(event, "flush");
  }

  private void finish(@Nullable StallEvent event, String reason) {
    if (event != null) {
      event.finish(reason, memtableBytes);
    }
  }

  /** Waits so long, or until the flush is done; whoever is interrupted is let through. */
  @GuardedBy("lock")
  private void slowDown(long nanos) {
    StallEvent event = Recorder.stall();
    long begun = stalls.begin(false);
    boolean flushing = running;
    try {
      long left = nanos;
      while (left > 0 && running == flushing) {
        left = finished.awaitNanos(left);
      }
    } catch (InterruptedException letThrough) {
      Thread.currentThread().interrupt();
    } finally {
      stalls.end(begun);
      finish(event, flushing ? "flush, slowed down" : "merges, slowed down");
    }
  }

  /** Starts a flush unless one runs, and flushes here without a thread for it; whether it did. */
  private boolean begin() {
    lock.lock();
    try {
      if (running || closed) {
        return false;
      }
      if (start()) {
        return true;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    run();
    return true;
  }

  /** Starts a flush unless one runs, or no thread can be started; whether it did. */
  @GuardedBy("lock")
  private boolean start() {
    if (running || closed) {
      return false;
    }
    // a thread for each: a flush takes far longer than a start, and most databases need none
    Thread thread = Thread.ofPlatform().daemon().name("iqdb-flush").unstarted(this::run);
    running = Threads.started(thread::start);
    return running;
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
