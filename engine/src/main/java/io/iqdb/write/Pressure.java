package io.iqdb.write;

/**
 * How far something that grows faster than it is worked off is on its way from where writers begin
 * to be slowed down to where they are stopped.
 *
 * @param slow where slowing down begins
 * @param stop where it is at its most; above {@code slow}
 */
record Pressure(long slow, long stop) {
  /** The longest that one write is held up while it is not stopped. */
  static final long MOST_NANOS = 5_000_000;

  /** 0 up to {@link #slow}, 1 from {@link #stop} on, and evenly between. */
  double at(long size) {
    return Math.clamp((size - slow) / (double) (stop - slow), 0, 1);
  }

  /**
   * How long a write is held up: hardly at first, so that a short peak costs nothing, and more and
   * more towards the end, so that nobody is stopped who can be slowed down instead.
   */
  static long nanos(double pressure) {
    return (long) (MOST_NANOS * pressure * pressure);
  }
}
