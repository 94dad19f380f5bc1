package io.iqdb.crash;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/** The states that a run of operations goes through: number r is the state after r of them. */
final class History {
  /** Names of bookmarks that scripts use. */
  static final List<String> NAMES = List.of("position", "chunk", "other");

  @GuardedBy("this")
  private final List<State> states = new ArrayList<>(List.of(State.EMPTY));

  /** Begins anew: a script is run again. */
  synchronized void clear() {
    states.subList(1, states.size()).clear();
  }

  /** Adds an operation; returns its number. */
  synchronized int add(List<Edit> edits) {
    states.add(states.getLast().after(edits));
    return states.size() - 1;
  }

  /** The last operation was refused and has no effect. */
  synchronized void refuseLast() {
    states.set(states.size() - 1, states.get(states.size() - 2));
  }

  /** The last operation may have happened or not; now it is known that the state is number r. */
  synchronized void settle(int r) {
    states.set(states.size() - 1, states.get(r));
  }

  synchronized int last() {
    return states.size() - 1;
  }

  synchronized State state(int r) {
    return states.get(r);
  }
}
