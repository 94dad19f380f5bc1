package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeSpec;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reins of one merge: it asks at every batch whether it may go on, and is held here while it
 * may not. The thread of the merge calls {@link #batch}; any thread the rest.
 */
public final class MergeControl {
  /** A batch of rows, where there is no better measure. */
  static final int BATCH_ROWS = 16 << 10;

  private final MergeSpec spec;
  private final MergeNeeds needs;
  private final long startedMillis;
  private final long startedNanos = System.nanoTime();
  private final MergePace pace;
  private final Consumer<MergeControl> atBatch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean aborted;

  @GuardedBy("lock")
  private boolean paused;

  private volatile long bytes;
  private volatile long stalledNanos;

  /** Where the stretch of work began that the next pause for searches follows. */
  private long workingSince = System.nanoTime();

  private long searchesBefore;

  /**
   * Of a merge that begins now and runs at {@code pace}.
   *
   * @param needs what it is expected to need
   * @param startedMillis the time now, by the clock of the database
   * @param atBatch called at every batch, on the thread of the merge
   */
  MergeControl(
      MergeSpec spec,
      MergeNeeds needs,
      long startedMillis,
      MergePace pace,
      Consumer<MergeControl> atBatch) {
    this.spec = spec;
    this.needs = needs;
    this.startedMillis = startedMillis;
    this.pace = pace;
    this.atBatch = atBatch;
    this.searchesBefore = pace.searchesBegun();
  }

  /** What is merged. */
  public MergeSpec spec() {
    return spec;
  }

  /**
   * A batch is done. Returns when the merge may go on.
   *
   * @param written bytes of the batch
   * @throws MergeAbortedException where it has to stop
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public void batch(long written) throws MergeAbortedException {
    bytes += written;
    atBatch.accept(this);
    long now = System.nanoTime();
    long pause = pace.nanosForBytes(written, now);
    if (spec.background()) {
      pause = Math.max(pause, pace.nanosForSearches(now - workingSince, searchesBefore));
    }
    hold(now, pause);
    workingSince = System.nanoTime();
    searchesBefore = pace.searchesBegun();
  }

  /** Holds still while paused, and for so long; the end of the merge ends that. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void hold(long since, long nanos) throws MergeAbortedException {
    boolean interrupted = false;
    lock.lock();
    try {
      for (long left = nanos; !aborted && (paused || left > 0); ) {
        if (paused) {
          changed.awaitUninterruptibly();
        } else {
          try {
            left = changed.awaitNanos(left);
          } catch (InterruptedException ignored) {
            interrupted = true; // nobody has a reason to: an abort is told otherwise
          }
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    stalledNanos += System.nanoTime() - since;
    requireGoing();
  }

  /** Throws where the merge has to stop. */
  public void requireGoing() throws MergeAbortedException {
    if (aborted) {
      throw new MergeAbortedException();
    }
  }

  /** Tells the merge to stop at its next batch. */
  public void abort() {
    lock.lock();
    try {
      aborted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Holds the merge at its next batch, or lets it go on. */
  void pause(boolean hold) {
    lock.lock();
    try {
      paused = hold;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was told to stop. */
  boolean aborted() {
    return aborted;
  }

  /** The line of the history that {@code result}, which is about to be published, will be. */
  public MergeRecord done(MergeResult result) {
    return record(Outcome.DONE, result, null);
  }

  /** The line of the history where it was not published, for {@code cause}. */
  MergeRecord ended(Outcome outcome, Throwable cause) {
    return record(outcome, null, String.valueOf(cause.getMessage()));
  }

  private MergeRecord record(
      Outcome outcome, @Nullable MergeResult result, @Nullable String detail) {
    return new MergeRecord(
        spec,
        spec.segments().size(),
        outcome,
        startedMillis,
        Math.max(0, System.nanoTime() - startedNanos),
        stalledNanos,
        needs.bytesIn(),
        result == null ? bytes : result.bytes(),
        needs.rowsIn(),
        result == null ? 0 : result.rows(),
        result == null ? 0 : result.segment(),
        detail);
  }

  /** What is about to be written, for those who look at the file meanwhile. */
  public PlanSection plan() {
    return new PlanSection(
        spec, spec.segments().size(), Math.max(0, startedMillis), needs.bytesOut());
  }

  /** How far it has come. */
  MergeProgress progress(boolean held) {
    return new MergeProgress(spec, startedMillis, needs.bytesOut(), bytes, held);
  }

  /** Bytes written so far. */
  public long bytes() {
    return bytes;
  }
}
