package io.iqdb;

import io.iqdb.merge.MergeScheduler;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import java.util.List;
import java.util.Set;

/**
 * The merges of an open database: what is planned, what runs, what was done, and the reins. Safe
 * for any number of threads.
 */
public final class Merges {
  private final MergeScheduler scheduler;

  Merges(MergeScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** What the merge policy would merge now; nothing is begun. */
  public List<MergeSpec> plan() {
    return Failures.translate("plan merges", scheduler::plan);
  }

  /** Merges what the policy would merge now, ahead of upkeep, in the background. */
  public Optimization run() {
    MergePolicy policy = scheduler.policy();
    return new Optimization(scheduler.submit(segments -> policy.plan(segments, Set.of()), false));
  }

  /** The merges that run, and how far they have come. */
  public List<MergeProgress> running() {
    return scheduler.progress();
  }

  /**
   * The merges that ended last, at most 256, oldest first. Those that were published stay in the
   * history when the database is closed, the last 64 of them; the others are forgotten then.
   */
  public List<MergeRecord> history() {
    return scheduler.history().records();
  }

  /**
   * Holds running merges where they are, soon, and begins no other until {@link #resume}; but what
   * {@link Iqdb#purge} rewrites is not held.
   */
  public void pause() {
    scheduler.pause();
  }

  /**
   * Goes on after {@link #pause}; after failures it tries again at once, also where merging in the
   * background had stopped for them ({@link Health#mergingStopped}), and no longer leaves alone
   * segments in which damage was met.
   */
  public void resume() {
    scheduler.resume();
  }

  /** Whether merges are paused. */
  public boolean paused() {
    return scheduler.paused();
  }

  /**
   * Ends the merges that run, soon, and those that were asked for; nothing is left of them. The
   * policy is asked again after the next flush or bulk load.
   */
  public void abort() {
    scheduler.abort();
  }
}
