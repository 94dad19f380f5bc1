package io.iqdb.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Runs what an interrupt would break, and keeps the interrupt for the caller. */
final class Uninterrupted {
  private Uninterrupted() {}

  /** Something that opens its own channel each time it is called. */
  @FunctionalInterface
  interface Call<T> {
    /** Does it, from the beginning. */
    T run() throws IOException;
  }

  /**
   * Runs {@code call} until no interrupt got in its way. Only for what may be repeated: reading and
   * mapping, never a sync.
   */
  static <T> T call(Call<T> call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.run();
        } catch (ClosedByInterruptException again) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
