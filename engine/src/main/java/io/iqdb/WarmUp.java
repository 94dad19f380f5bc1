package io.iqdb;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.format.codec.Codecs;
import io.iqdb.kernel.Kernels;
import io.iqdb.store.Threads;

/**
 * Loads codecs and kernels in the background, once, when the first database is opened for writing.
 */
final class WarmUp {
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
