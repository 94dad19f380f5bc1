package io.iqdb.policy;

import io.iqdb.error.Require;
import java.time.Duration;

/** When an acknowledged write is on disk. */
public sealed interface FsyncPolicy {
  /** Before it is acknowledged; writers that wait together share one sync. The default. */
  FsyncPolicy ALWAYS = new Always();

  /** When the operating system gets to it; a crash of the process alone loses nothing. */
  FsyncPolicy NEVER = new Never();

  /** At most {@code interval} after it was acknowledged, kept by a timer. */
  static FsyncPolicy periodic(Duration interval) {
    return new Periodic(interval);
  }

  /** See {@link #ALWAYS}. */
  record Always() implements FsyncPolicy {}

  /**
   * See {@link #periodic}.
   *
   * @param interval from 1 millisecond to 1 hour
   */
  record Periodic(Duration interval) implements FsyncPolicy {
    /** Checks the range. */
    public Periodic {
      Require.argument(
          interval.compareTo(Duration.ofMillis(1)) >= 0
              && interval.compareTo(Duration.ofHours(1)) <= 0,
          "sync interval %s is outside 1 ms to 1 h",
          interval);
    }
  }

  /** See {@link #NEVER}. */
  record Never() implements FsyncPolicy {}
}
