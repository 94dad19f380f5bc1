package io.iqdb.store.sim;

import java.util.ArrayList;
import java.util.List;

/** Everything that was done to a {@link SimDirectory} since its image. Safe for several threads. */
public final class OperationLog {
  private final SimImage base;
  private final List<Op> ops = new ArrayList<>();

  OperationLog(SimImage base) {
    this.base = base;
  }

  /** What was on disk, durable, before the first operation. */
  public SimImage base() {
    return base;
  }

  synchronized void append(Op op) {
    ops.add(op);
  }

  /** Operations so far. */
  public synchronized int size() {
    return ops.size();
  }

  /** A copy of the operations so far. */
  public synchronized List<Op> ops() {
    return List.copyOf(ops);
  }

  /** The workload's own marks among the first {@code end} operations. */
  List<Op> marks(int end) {
    List<Op> marks = new ArrayList<>(ops().subList(0, end));
    marks.removeIf(op -> !(op instanceof Op.Start || op instanceof Op.Ack));
    return marks;
  }

  /** The last {@code count} operations before {@code end}, one line each. */
  String excerpt(int end, int count) {
    StringBuilder text = new StringBuilder();
    List<Op> all = ops();
    for (int index = Math.max(0, end - count); index < end; index++) {
      text.append("\n      ").append(index).append(": ").append(all.get(index).describe());
    }
    return text.toString();
  }
}
