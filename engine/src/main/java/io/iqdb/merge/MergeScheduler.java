package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.error.ClosedException;
import io.iqdb.error.StorageException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.merge.MergeAgenda.Next;
import io.iqdb.observe.MergeEvent;
import io.iqdb.observe.Recorder;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.view.SearchLoad;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs merges: asks the policy what to merge whenever something changed, or enough records have
 * expired, and runs what the agenda says is next. Has threads only while there is something to
 * merge.
 *
 * <p>Any thread may call. Whoever writes calls {@link #consider}, which waits for nobody; the
 * policy is asked on a thread of the scheduler, under a lock that no writer and no search takes.
 */
public final class MergeScheduler implements AutoCloseable {
  private final MergeTarget target;
  private final MergeTime time;
  private final MergePace pace;
  private final MergeHistory history;
  private final MergeThreads threads;
  private final ExpiryWatch expiry;
  private final AtomicBoolean due = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final MergeAgenda agenda;

  private volatile MergePolicy policy;
  private volatile Consumer<MergeControl> atBatch = control -> {};

  /** After an abort, or the end of the writer, there is no upkeep until something changes. */
  private volatile boolean heldOff;

  /** Changed under the lock. */
  private volatile boolean paused;

  @GuardedBy("lock")
  private boolean closed;

  /** When the policy was asked last, by the clock of the database. Changed under the lock. */
  private volatile long asked;

  /** Rings when upkeep may be tried again after a failure. */
  @GuardedBy("lock")
  private MergeTime.Alarm retry = MergeTime.NONE;

  /**
   * Merges in {@code target}, from the first {@link #consider} on.
   *
   * @param searches that merges give way to
   */
  public MergeScheduler(
      MergeTarget target, MergePolicy policy, MergeScheduling scheduling, SearchLoad searches) {
    this(target, policy, scheduling, searches, MergeTime.SYSTEM);
  }

  MergeScheduler(
      MergeTarget target,
      MergePolicy policy,
      MergeScheduling scheduling,
      SearchLoad searches,
      MergeTime time) {
    this.target = target;
    this.time = time;
    this.policy = policy;
    this.pace = new MergePace(searches, scheduling);
    this.history = new MergeHistory(target);
    this.agenda = new MergeAgenda(target, pace, history, time);
    this.threads = new MergeThreads(scheduling.threads());
    this.expiry = new ExpiryWatch(target, time, () -> threads.run(this::lookForExpired));
  }

  /** Something changed: merges may be due. Returns at once. */
  public void consider() {
    heldOff = false;
    if (!(policy instanceof NoMergePolicy) && !wake()) {
      System.getLogger("io.iqdb.merge")
          .log(System.Logger.Level.WARNING, "no thread to merge; the next change tries again");
    }
  }

  /** Whether some thread looks for what to do, now or soon. */
  private boolean wake() {
    if (due.compareAndSet(false, true) && !threads.run(this::work)) {
      due.set(false);
      return false;
    }
    return true;
  }

  private void work() {
    due.set(false); // first: what changes from here on is another call
    try {
      for (RunningMerge next = next(); next != null; next = next()) {
        wake(); // another thread may find something, too
        run(next);
      }
      if (!heldOff && !(policy instanceof NoMergePolicy)) {
        expiry.set(asked);
      }
    } catch (Error failure) {
      target.fail(failure);
      throw failure;
    }
  }

  private void lookForExpired() {
    if (!expiry.due()) {
      return;
    }
    try {
      target.settleExpired();
    } catch (ClosedException | WriterFailedException over) {
      return;
    } catch (Exception failure) {
      lock.lock();
      try {
        holdOff(agenda.failed(failure, true), failure);
      } finally {
        lock.unlock();
      }
    }
    consider();
  }

  private @Nullable RunningMerge next() {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      asked = target.millis();
      return switch (agenda.next(policy, !heldOff, paused, atBatch)) {
        case Next.Begin(RunningMerge merge) -> merge;
        case Next.Nothing() -> null;
        case Next.Failed(Throwable failure) -> {
          holdOff(agenda.failed(failure, true), failure);
          yield null;
        }
      };
    } finally {
      lock.unlock();
    }
  }

  private void run(RunningMerge merge) {
    MergeEvent event = Recorder.merge();
    MergeRecord ended = runToItsEnd(merge);
    if (event != null) {
      RunningMerge.tell(event, ended);
    }
  }

  private MergeRecord runToItsEnd(RunningMerge merge) {
    try {
      merge.needs().requireSpace(target.freeSpace(), target.owed());
      return ended(merge, target.merge(merge.spec(), merge.control()), null);
    } catch (MergeAbortedException aborted) {
      return ended(merge, merge.control().ended(Outcome.ABORTED, aborted), aborted);
    } catch (ClosedException | WriterFailedException over) {
      heldOff = true;
      return ended(merge, merge.control().ended(Outcome.ABORTED, over), over);
    } catch (MergeVoidException gone) {
      return ended(merge, merge.control().ended(Outcome.VOID, gone), gone);
    } catch (Exception | Error failure) {
      // too little memory, say: whether the writer goes on was decided where it was published
      return ended(merge, merge.control().ended(Outcome.FAILED, failure), failure);
    }
  }

  private MergeRecord ended(RunningMerge merge, MergeRecord record, @Nullable Throwable cause) {
    lock.lock();
    try {
      long wait = agenda.ended(merge, record, cause);
      if (cause != null && record.outcome() == Outcome.FAILED) {
        holdOff(wait, cause);
      }
      return record;
    } finally {
      lock.unlock();
    }
  }

  /** Upkeep goes on after so long, or where that is 0 not before somebody says so. */
  @GuardedBy("lock")
  private void holdOff(long nanos, Throwable failure) {
    System.getLogger("io.iqdb.merge")
        .log(
            System.Logger.Level.WARNING,
            (nanos > 0 ? "merging failed: " : "merging failed and stopped: ")
                + failure.getMessage());
    retry.off();
    retry = nanos > 0 && !closed ? time.after(nanos, this::wake) : MergeTime.NONE;
  }

  /**
   * Merges what {@code planner} says, before any upkeep, as soon as nothing is being merged.
   *
   * @param atOnce whether merges that run are aborted for it, and a pause does not hold it
   * @throws StorageException where no thread can be started for it
   */
  public MergeJob submit(MergeJob.Planner planner, boolean atOnce) {
    MergeJob job = new MergeJob(this, planner, atOnce);
    lock.lock();
    try {
      if (closed) {
        throw new ClosedException("the database is closed");
      }
      agenda.add(job);
    } finally {
      lock.unlock();
    }
    if (!wake()) {
      cancel(job);
      throw new StorageException("no thread can be started to merge", null);
    }
    return job;
  }

  void cancel(MergeJob job) {
    lock.lock();
    try {
      agenda.cancel(job, null);
    } finally {
      lock.unlock();
    }
    wake();
  }

  /** Bytes that the merges of {@code job} have written that run now. */
  long bytesOf(MergeJob job) {
    lock.lock();
    try {
      return agenda.bytesOf(job);
    } finally {
      lock.unlock();
    }
  }

  /** Holds running merges at their next batch and begins no other. */
  public void pause() {
    hold(true);
  }

  /**
   * Goes on, at once after failures too, also where upkeep had stopped for them; segments that were
   * set aside are tried again.
   */
  public void resume() {
    hold(false);
    wake();
  }

  private void hold(boolean still) {
    lock.lock();
    try {
      paused = still;
      agenda.pause(still);
      if (!still) {
        heldOff = false;
        agenda.forgive();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether merges are paused. */
  public boolean paused() {
    return paused;
  }

  /**
   * Ends running merges at their next batch, and all that were asked for. Upkeep begins again when
   * something changes.
   */
  public void abort() {
    lock.lock();
    try {
      heldOff = true;
      agenda.cancel(null, null);
    } finally {
      lock.unlock();
    }
  }

  /** What the policy would have merged now, whatever runs or waits. */
  public List<MergeSpec> plan() throws IOException {
    return policy.plan(target.segments(), Set.of());
  }

  /**
   * Segments that wait to be merged; none while merging is paused or off, for then waiting for it
   * would not help. Takes no lock: asked for every write.
   */
  @SuppressWarnings("GuardedBy") // one volatile load
  public int debt() {
    return heldOff || paused || policy instanceof NoMergePolicy ? 0 : agenda.debt();
  }

  /** How far the merges are that run. */
  public List<MergeProgress> progress() {
    lock.lock();
    try {
      return agenda.progress(paused);
    } finally {
      lock.unlock();
    }
  }

  /** The merges that ended. */
  public MergeHistory history() {
    return history;
  }

  /** What keeps merging from going on, if anything does. */
  public Optional<MergeTrouble> trouble() {
    lock.lock();
    try {
      return agenda.trouble();
    } finally {
      lock.unlock();
    }
  }

  /** What chooses. */
  public MergePolicy policy() {
    return policy;
  }

  /** Chooses otherwise from now on; merges that run go on. */
  public void policy(MergePolicy next) {
    policy = next;
    changed();
  }

  /** How merges run. */
  public MergeScheduling scheduling() {
    return pace.scheduling();
  }

  /** Runs merges otherwise from now on, also those that run. */
  public void scheduling(MergeScheduling next) {
    pace.scheduling(next);
    threads.most(next.threads());
    changed();
  }

  private void changed() {
    lock.lock();
    try {
      agenda.forgetRefusals();
    } finally {
      lock.unlock();
    }
    consider();
  }

  /** Calls {@code listener} at every batch of every merge that begins from now on. */
  public void watch(Consumer<MergeControl> listener) {
    atBatch = listener;
  }

  /** Aborts what runs, waits for the end of it, and begins nothing more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      retry.off();
      agenda.cancel(null, new ClosedException("the database was closed"));
    } finally {
      lock.unlock();
    }
    expiry.close();
    threads.close();
  }
}
