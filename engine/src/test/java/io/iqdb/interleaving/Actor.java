package io.iqdb.interleaving;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Something that goes on beside the driver, a stretch at a time. State belongs to its baton. */
final class Actor {
  /** What an actor does. */
  interface Body {
    void run() throws Exception;
  }

  private final String name;

  /** Says whether it is over, where its thread belongs to somebody else; or null. */
  private final @Nullable BooleanSupplier ended;

  private String where = "start";
  private boolean granted;
  private boolean paused;
  private boolean over;
  private @Nullable Throwable failure;

  Actor(String name, @Nullable BooleanSupplier ended) {
    this.name = name;
    this.ended = ended;
  }

  /** It waits at {@code place} for its next turn. */
  void pauses(String place) {
    where = place;
    paused = true;
  }

  void grant() {
    granted = true;
  }

  boolean isGranted() {
    return granted;
  }

  /** It goes on. */
  void goesOn() {
    granted = false;
    paused = false;
  }

  /** Whether it waits for a turn that nobody gave it yet. */
  boolean waits() {
    return paused && !granted;
  }

  void ends(@Nullable Throwable cause) {
    over = true;
    failure = cause;
    where = "end";
  }

  /** Asks whoever runs it, where its thread cannot say so itself. */
  void lookForTheEnd() {
    if (ended != null && ended.getAsBoolean()) {
      ends(null);
    }
  }

  /** Whether its end is to be looked for. */
  boolean endsElsewhere() {
    return ended != null;
  }

  boolean isOver() {
    return over;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Its name, and where it is. */
  @Override
  public String toString() {
    return name + " at " + where;
  }
}
