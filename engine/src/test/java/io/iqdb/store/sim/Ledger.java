package io.iqdb.store.sim;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a workload attempted and what it was promised. Operations are numbers to which the workload
 * gives a meaning. {@link #start} comes before the engine is called, {@link #ack} after it
 * returned; both stand in the operation log, so that every crash state has the ledger of its own
 * moment.
 *
 * <p>A verifier may go on: what it starts and acknowledges on the recovered directory belongs to
 * the crash states of that recovery. Safe for several threads.
 */
public final class Ledger {
  private final OperationLog log;
  private final Set<Long> started;
  private final Set<Long> acked;

  /** Goes on from {@code marks}, in their order. */
  Ledger(OperationLog log, Collection<Op> marks) {
    this.log = log;
    this.started = new LinkedHashSet<>();
    this.acked = new LinkedHashSet<>();
    for (Op mark : marks) {
      note(mark);
    }
  }

  /** A ledger that begins with {@code disk}. */
  public static Ledger of(SimDirectory disk) {
    return new Ledger(disk.log(), List.of());
  }

  /** From now on the effect of {@code operation} may be found after a crash. */
  public synchronized void start(long operation) {
    Op mark = new Op.Start(operation);
    note(mark);
    log.append(mark);
  }

  /** From now on the effect of {@code operation} must be found after a crash. */
  public synchronized void ack(long operation) {
    if (!started.contains(operation)) {
      throw new IllegalStateException("operation " + operation + " was never started");
    }
    Op mark = new Op.Ack(operation);
    note(mark);
    log.append(mark);
  }

  /** Whether {@code operation} may have an effect. */
  public synchronized boolean isStarted(long operation) {
    return started.contains(operation);
  }

  /** Whether {@code operation} was promised. */
  public synchronized boolean isAcked(long operation) {
    return acked.contains(operation);
  }

  /** All that was started, in that order. */
  public synchronized List<Long> started() {
    return List.copyOf(started);
  }

  /** All that was acknowledged, in that order. */
  public synchronized List<Long> acked() {
    return List.copyOf(acked);
  }

  /** The largest number started, or {@code otherwise}. */
  public synchronized long lastStarted(long otherwise) {
    return started.isEmpty() ? otherwise : Collections.max(started);
  }

  /** The largest number acknowledged, or {@code otherwise}. */
  public synchronized long lastAcked(long otherwise) {
    return acked.isEmpty() ? otherwise : Collections.max(acked);
  }

  private void note(Op mark) {
    switch (mark) {
      case Op.Start start -> started.add(start.operation());
      case Op.Ack ack -> acked.add(ack.operation());
      default -> throw new IllegalArgumentException(mark.describe() + " is no mark");
    }
  }

  @Override
  public synchronized String toString() {
    return "started " + started + ", acked " + acked;
  }
}
