package io.iqdb;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class MovableClock implements InstantSource {
  private final AtomicLong millis;

  /** Stands at {@code millis}. */
  public MovableClock(long millis) {
    this.millis = new AtomicLong(millis);
  }

  /** Moves to {@code time}. */
  public void set(long time) {
    millis.set(time);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }
}
