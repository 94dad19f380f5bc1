package io.iqdb.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.Require;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lines up those who change the database and makes one of them at a time the leader. A leader with
 * a write takes the writes that wait right behind it along (group commit) and commits them in one
 * frame; a task runs alone. An interrupt does not end the wait: what was handed in happens, and the
 * caller finds its interrupt flag set.
 *
 * @param <W> a write
 */
final class WriteQueue<W> {
  /** Commits a group of writes; whatever it throws goes to each of them. */
  interface Commit<W> {
    void commit(List<W> group) throws Exception;
  }

  /** Something that is done alone. */
  interface Task<R extends @Nullable Object> {
    R run() throws Exception;
  }

  /** Writers that one leader serves without handing over. */
  private static final int FEW = 4;

  /** Groups that one leader commits at most, its own included. */
  private static final int MAX_ROUNDS = 4;

  private enum State {
    WAITING,
    LEADER,
    DONE
  }

  private static final class Ticket<W> {
    final Thread thread = Thread.currentThread();

    /** Null for a task. */
    final @Nullable W write;

    volatile State state = State.WAITING;
    @Nullable Throwable failure;

    Ticket(@Nullable W write) {
      this.write = write;
    }
  }

  private final Commit<W> commit;
  private final ToIntFunction<W> weight;
  private final int maxWeight;
  private final ReentrantLock gate = new ReentrantLock();

  @GuardedBy("gate")
  private final ArrayDeque<Ticket<W>> waiting = new ArrayDeque<>();

  @GuardedBy("gate")
  private boolean led;

  /**
   * Groups whose writes weigh at most {@code maxWeight} together, or that are one write, go to
   * {@code commit}.
   */
  WriteQueue(ToIntFunction<W> weight, int maxWeight, Commit<W> commit) {
    this.weight = weight;
    this.maxWeight = maxWeight;
    this.commit = commit;
  }

  /** Commits {@code write}, in a group with others that wait; returns when it is acknowledged. */
  void write(W write) throws Exception {
    Ticket<W> ticket = new Ticket<>(write);
    if (awaitTurn(ticket)) {
      lead(ticket);
    }
    rethrow(ticket.failure);
  }

  /**
   * Commits groups until nobody waits, or others should go on. Waking a thread takes about as long
   * as a sync: where few wait, the leader commits their writes as well, a bounded number of times;
   * where many do, it hands over, so that the next leader syncs while this one wakes the rest.
   */
  private void lead(Ticket<W> ticket) {
    List<Ticket<W>> group;
    try {
      group = takeGroup(ticket);
    } catch (RuntimeException | Error failure) {
      handOver(); // nobody was taken along, and nobody is to wait for ever
      throw failure;
    }
    for (int round = 1; ; round++) {
      Throwable failure = commit(group);
      List<Ticket<W>> next =
          round < MAX_ROUNDS && group.size() <= FEW ? takeNextGroup() : List.of();
      if (next.isEmpty()) {
        handOver();
      }
      for (Ticket<W> member : group) {
        member.failure = failure;
        member.state = State.DONE;
        if (member != ticket) {
          LockSupport.unpark(member.thread);
        }
      }
      if (next.isEmpty()) {
        return;
      }
      group = next;
    }
  }

  private @Nullable Throwable commit(List<Ticket<W>> group) {
    try {
      List<W> writes = new ArrayList<>(group.size());
      for (Ticket<W> member : group) {
        writes.add(Require.nonNull(member.write));
      }
      commit.commit(writes);
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  /** Runs {@code task} alone: no write is committed and no other task runs meanwhile. */
  <R extends @Nullable Object> R alone(Task<R> task) throws Exception {
    boolean leads = awaitTurn(new Ticket<>(null));
    Require.state(leads, "a task is never part of a group");
    try {
      return task.run();
    } finally {
      handOver();
    }
  }

  /** Whether the ticket leads; otherwise another leader has dealt with it. */
  private boolean awaitTurn(Ticket<W> ticket) {
    gate.lock();
    try {
      if (!led) {
        led = true;
        return true;
      }
      waiting.add(ticket);
    } finally {
      gate.unlock();
    }
    boolean interrupted = false;
    while (ticket.state == State.WAITING) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      ticket.thread.interrupt();
    }
    return ticket.state == State.LEADER;
  }

  /** The leader's write and those that wait right behind it. */
  private List<Ticket<W>> takeGroup(Ticket<W> leader) {
    gate.lock();
    try {
      List<Ticket<W>> group = new ArrayList<>(1 + waiting.size()); // never grows: see fill
      group.add(leader);
      fill(group, (long) maxWeight - weight.applyAsInt(Require.nonNull(leader.write)));
      return group;
    } finally {
      gate.unlock();
    }
  }

  /**
   * The writes that wait in front of the next task; none where there are none, or too many for this
   * leader.
   */
  private List<Ticket<W>> takeNextGroup() {
    gate.lock();
    try {
      if (waiting.isEmpty() || waiting.size() > FEW) {
        return List.of();
      }
      List<Ticket<W>> group = new ArrayList<>(waiting.size());
      fill(group, maxWeight);
      return group;
    } catch (OutOfMemoryError none) {
      return List.of(); // what was committed has to be acknowledged; the next leader goes on
    } finally {
      gate.unlock();
    }
  }

  /** Into a group with room for all that wait: between its two steps nobody may be lost. */
  @GuardedBy("gate")
  private void fill(List<Ticket<W>> group, long room) {
    for (Ticket<W> next = waiting.peek(); next != null && next.write != null; ) {
      room -= weight.applyAsInt(next.write);
      if (room < 0 && !group.isEmpty()) {
        return;
      }
      group.add(waiting.remove());
      next = waiting.peek();
    }
  }

  private void handOver() {
    Ticket<W> next;
    gate.lock();
    try {
      next = waiting.poll();
      led = next != null;
    } finally {
      gate.unlock();
    }
    if (next != null) {
      next.state = State.LEADER;
      LockSupport.unpark(next.thread);
    }
  }

  private static void rethrow(@Nullable Throwable failure) throws Exception {
    switch (failure) {
      case null -> {}
      case Exception exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }
}
