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
import io.iqdb.store.NoSpaceException;
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
 * Runs merges: asks the policy what to merge whenever something changed, and runs what the agenda
 * says is next. Has threads only while there is something to merge.
 *
 * <p>Any thread may call. Whoever writes calls {@link #consider}, which waits for nobody; the
 * policy is asked on a thread of the scheduler, under a lock that no writer and no search takes.
 */
public final class MergeScheduler implements AutoCloseable {
  private final MergeTarget target;
  private final MergePace pace;
  private final MergeHistory history = new MergeHistory();
  private final MergeThreads threads;
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

  /**
   * Merges in {@code target}, from the first {@link #consider} on.
   *
   * @param searches that merges give way to
   */
  public MergeScheduler(
      MergeTarget target, MergePolicy policy, MergeScheduling scheduling, SearchLoad searches) {
    this.target = target;
    this.policy = policy;
    this.pace = new MergePace(searches, scheduling);
    this.agenda = new MergeAgenda(target, pace, history);
    this.threads = new MergeThreads(scheduling.threads());
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
    } catch (Error failure) {
      target.fail(failure);
      throw failure;
    }
  }

  private @Nullable RunningMerge next() {
    lock.lock();
    try {
      if (closed || paused) {
        return null;
      }
      return switch (agenda.next(policy, !heldOff, atBatch)) {
        case Next.Begin(RunningMerge merge) -> merge;
        case Next.Nothing() -> null;
        case Next.Failed(Throwable failure) -> {
          retryAfter(agenda.failed(failure), failure);
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
      event.finish(
          ended.spec().rule(),
          ended.spec().segments().size(),
          ended.rowsIn(),
          ended.rowsOut(),
          ended.bytesIn(),
          ended.bytesOut(),
          ended.outcome().toString());
    }
  }

  private MergeRecord runToItsEnd(RunningMerge merge) {
    try {
      requireSpace(merge.needs());
      MergeResult result = target.merge(merge.spec(), merge.control());
      return ended(merge, Outcome.DONE, result, null);
    } catch (MergeAbortedException aborted) {
      return ended(merge, Outcome.ABORTED, null, aborted);
    } catch (ClosedException | WriterFailedException over) {
      heldOff = true;
      return ended(merge, Outcome.ABORTED, null, over);
    } catch (MergeVoidException gone) {
      return ended(merge, Outcome.VOID, null, gone);
    } catch (Exception failure) {
      return ended(merge, Outcome.FAILED, null, failure);
    } catch (Error failure) {
      target.fail(failure);
      return ended(merge, Outcome.FAILED, null, failure);
    }
  }

  /** Before anything is written: a merge that has to be given up half way has cost all the same. */
  private void requireSpace(MergeNeeds needs) throws IOException {
    long wanted = needs.bytesOut() + Math.clamp(needs.bytesOut() / 8, 64L << 10, 64L << 20);
    long free = target.freeSpace();
    if (free < wanted) {
      throw new NoSpaceException(
          "a merge needs " + wanted + " bytes of the disk, of which " + free + " are free");
    }
  }

  private MergeRecord ended(
      RunningMerge merge,
      Outcome outcome,
      @Nullable MergeResult result,
      @Nullable Throwable cause) {
    lock.lock();
    try {
      MergeRecord record = merge.ended(outcome, result, cause);
      long wait = agenda.ended(merge, record, cause);
      if (cause != null && wait > 0) {
        retryAfter(wait, cause);
      }
      return record;
    } finally {
      lock.unlock();
    }
  }

  private void retryAfter(long nanos, Throwable failure) {
    System.getLogger("io.iqdb.merge")
        .log(System.Logger.Level.WARNING, "merging failed: " + failure.getMessage());
    threads.runAfter(this::consider, nanos);
  }

  /**
   * Merges what {@code planner} says, before any upkeep, as soon as nothing is being merged.
   *
   * @param atOnce whether merges that run are aborted for it
   * @throws StorageException where no thread can be started for it
   */
  public MergeJob submit(MergeJob.Planner planner, boolean atOnce) {
    MergeJob job = new MergeJob(this, planner);
    lock.lock();
    try {
      if (closed) {
        throw new ClosedException("the database is closed");
      }
      agenda.add(job, atOnce);
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
      return agenda.running().stream()
          .filter(merge -> merge.job() == job)
          .mapToLong(merge -> merge.control().bytes())
          .sum();
    } finally {
      lock.unlock();
    }
  }

  /** Holds running merges at their next batch and begins no other. */
  public void pause() {
    hold(true);
  }

  /** Goes on, at once after failures too; segments that were set aside are tried again. */
  public void resume() {
    hold(false);
    wake();
  }

  private void hold(boolean still) {
    lock.lock();
    try {
      paused = still;
      agenda.running().forEach(merge -> merge.control().pause(still));
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
      boolean still = paused;
      return agenda.running().stream().map(merge -> merge.progress(still)).toList();
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
      agenda.cancel(null, new ClosedException("the database was closed"));
    } finally {
      lock.unlock();
    }
    threads.close();
  }
}
