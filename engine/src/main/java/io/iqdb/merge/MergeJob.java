package io.iqdb.merge;

import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Merges that somebody asked for and may wait for. Its scheduler plans them when nothing else is
 * being merged, and lets them go before upkeep. State changes under the lock of the scheduler.
 */
public final class MergeJob {
  /** Chooses the merges of a job, on a thread of the scheduler. */
  public interface Planner {
    /** What is to be merged, given the segments as they are. */
    List<MergeSpec> plan(List<SegmentDescription> segments);
  }

  /** Where a job is. */
  public enum State {
    /** Not begun. */
    WAITING,
    /** Planned; some of it may be merged already. */
    RUNNING,
    /** Over; all of it was merged. */
    DONE,
    /** Over; somebody ended it, or the database was closed. What was merged stays merged. */
    CANCELLED,
    /** Over; a merge failed. What was merged before stays merged. */
    FAILED
  }

  /** Plans that a job makes at most, where others merge its segments away from under it. */
  private static final int MOST_PLANS = 5;

  private final MergeScheduler scheduler;
  private final Planner planner;
  private final boolean urgent;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<MergeSpec> pending = new ArrayList<>();
  private int active;
  private int plans;
  private boolean unplanned = true;
  private boolean voided;
  private volatile State state = State.WAITING;
  private volatile long bytesExpected;
  private volatile long bytesDone;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable String refusal;

  MergeJob(MergeScheduler scheduler, Planner planner, boolean urgent) {
    this.scheduler = scheduler;
    this.planner = planner;
    this.urgent = urgent;
  }

  /** Whether others make way for it, and it goes on while merging is paused. */
  boolean urgent() {
    return urgent;
  }

  // ---- under the lock of the scheduler

  boolean unplanned() {
    return unplanned;
  }

  List<MergeSpec> plan(List<SegmentDescription> segments) {
    plans++;
    state = State.RUNNING;
    return planner.plan(segments);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // changes under the scheduler's lock
  void planned(List<MergeSpec> specs, long bytes) {
    unplanned = false;
    voided = false;
    pending.addAll(specs);
    bytesExpected += bytes;
  }

  /** Some of it is more than merges may do, and is left out. */
  void refused(String why) {
    refusal = why;
  }

  List<MergeSpec> pending() {
    return pending;
  }

  void started(MergeSpec spec) {
    pending.remove(spec);
    active++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // changes under the scheduler's lock
  void ended(long bytes) {
    active--;
    bytesDone += bytes;
  }

  /** The rest of it is planned anew, once what runs of it is over. */
  void replan() {
    pending.clear();
    unplanned = false;
    voided = true;
  }

  void end(State last, @Nullable Throwable cause) {
    if (!isOver()) {
      pending.clear();
      failure = cause;
      state = last;
      over.countDown();
    }
  }

  /** Ends or replans it where nothing of it is left to do; whether it is over. */
  boolean settle() {
    if (!isOver() && !unplanned && pending.isEmpty() && active == 0) {
      if (voided && plans < MOST_PLANS) {
        unplanned = true;
      } else {
        end(voided ? State.CANCELLED : State.DONE, null);
      }
    }
    return isOver() && active == 0;
  }

  // ---- any thread

  /** Where it is. */
  public State state() {
    return state;
  }

  /** Whether it is over, one way or another. */
  public boolean isOver() {
    return over.getCount() == 0;
  }

  /** What its merges are expected to write; 0 before it was planned. */
  public long bytesExpected() {
    return bytesExpected;
  }

  /** What those of its merges have written that run or are over. */
  public long bytesDone() {
    return bytesDone + scheduler.bytesOf(this);
  }

  /** Why it failed, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** Why some of it was left out, or null where nothing was. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** Ends it; what was merged stays merged. */
  public void cancel() {
    scheduler.cancel(this);
  }

  /**
   * Waits until it is over, at most so long.
   *
   * @return whether it is
   */
  public boolean await(long nanos) throws InterruptedException {
    return over.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Waits until it is over; an interrupt does not end that. */
  public void await() {
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        over.await();
        ended = true;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
