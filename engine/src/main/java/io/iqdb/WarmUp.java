package io.iqdb;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.format.codec.Codecs;
import io.iqdb.kernel.Kernels;
import io.iqdb.store.Threads;
import java.time.Duration;

/**
 * Loads codecs and kernels in the background, once, when the first database is opened for writing.
 * The thread belongs to all of them: whichever is closed waits for it, so that a program that
 * closes what it opened does not end while classes are loaded. Some of them cannot be, from then
 * on, and the libraries they belong to complain of that on standard error.
 */
final class WarmUp {
  private static final Duration MOST = Duration.ofSeconds(10);

  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("iqdb-warm-up").unstarted(WarmUp::run);

  static {
    Threads.started(THREAD::start); // without one the first write takes longer
  }

  private WarmUp() {}

  /** Returns at once. */
  static void once() {
    // loading this class does it
  }

  /**
   * Waits until all is loaded, which it nearly always is, but not for longer than ten seconds.
   * Whoever is interrupted meanwhile finds the flag set.
   */
  static void await() {
    boolean interrupted = false;
    long end = System.nanoTime() + MOST.toNanos();
    while (THREAD.isAlive() && end - System.nanoTime() > 0) {
      try {
        THREAD.join(Duration.ofNanos(end - System.nanoTime()));
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run() {
    try {
      Kernels.describe();
      Codecs.warmUp();
    } catch (InvalidConfigException forbidden) {
      // the first write that needs the codecs says so, to somebody who can help it
    } catch (LinkageError ended) {
      // whoever loaded this library has closed its loader meanwhile; if not, see above
    }
  }
}
