package io.iqdb.torture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread's slots may hold, by what it started and what was acknowledged. At most one
 * operation is under way when it is killed: that one happened wholly, or not at all, and a bulk
 * load up to the record that its bookmark tells.
 */
final class Model {
  private final int thread;
  private final Records records;
  private State acknowledged;
  private @Nullable Operation underWay;
  private long progress;

  /** Of a new database. */
  Model(int thread, Records records) {
    this.thread = thread;
    this.records = records;
    this.acknowledged = new State(thread);
  }

  void started(Operation operation) {
    if (underWay != null) {
      throw new IllegalStateException(operation + " began before " + underWay + " ended");
    }
    underWay = operation;
    progress = 0;
  }

  /** So many records of the bulk load under way are in. */
  void progressed(long read) {
    progress = read;
  }

  /** The operation under way returned {@code result}. */
  void acknowledged(long result) {
    Operation operation = underWay;
    if (operation == null) {
      throw new IllegalStateException("acknowledged what did not begin");
    }
    long wanted =
        switch (operation) {
          case Operation.Put _ -> 1;
          case Operation.Drop(int slot) -> acknowledged.holds(slot) ? 1 : 0;
          case Operation.Batch batch -> batch.steps().size();
          case Operation.Bulk bulk -> bulk.puts().size();
          case Operation.Purge(var slots) -> slots.stream().filter(acknowledged::holds).count();
          case Operation.Flush _, Operation.Sync _, Operation.Search _ -> result;
          case Operation.Optimize _, Operation.Reclaim _, Operation.Checkpoint _ -> result;
        };
    if (result != wanted) {
      throw new AssertionError(
          operation + " of thread " + thread + " returned " + result + ", not " + wanted);
    }
    acknowledged.apply(operation);
    underWay = null;
  }

  /** What is under way, by its kind; nothing where nothing is. */
  String underWay() {
    return underWay == null ? "nothing" : underWay.getClass().getSimpleName();
  }

  /**
   * Compares with what a database holds after the kill, and goes on from there.
   *
   * @throws AssertionError where something acknowledged is missing, or something half done is there
   */
  void recovered(State.Dump found) {
    List<String> differences = new ArrayList<>();
    for (State possible : possible(found)) {
      String difference = possible.difference(found, records).orElse(null);
      if (difference == null) {
        acknowledged = possible;
        underWay = null;
        return;
      }
      differences.add(difference);
    }
    throw new AssertionError(
        "thread " + thread + " with " + underWay + " under way: " + differences);
  }

  private List<State> possible(State.Dump found) {
    Operation operation = underWay;
    if (operation == null) {
      return List.of(acknowledged);
    }
    State after = acknowledged.copy();
    if (operation instanceof Operation.Bulk bulk) {
      boolean begun = Marks.base(found.bulkMark()) == bulk.mark();
      int read = begun ? Marks.read(found.bulkMark()) : 0;
      if (read < progress || read > bulk.puts().size()) {
        throw new AssertionError(
            "thread " + thread + ": bulk load at " + read + " after " + progress + " were in");
      }
      after.apply(bulk, read);
      return List.of(after);
    }
    after.apply(operation);
    return List.of(acknowledged, after);
  }
}
