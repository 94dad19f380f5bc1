package io.iqdb.merge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.policy.MergeRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The merges of an open database that ended last, before those others that the manifest kept from
 * the times before, and totals since it was opened. Any thread.
 */
public final class MergeHistory {
  /** How many are kept. */
  public static final int KEPT = 256;

  /**
   * Sums over all merges since the database was opened.
   *
   * @param merges that were published
   * @param failures that were not, for an error
   * @param bytesIn size of what was merged
   * @param bytesOut size of what was written
   * @param nanos that they took
   * @param stalledNanos of these, how long they held still
   */
  public record Totals(
      long merges, long failures, long bytesIn, long bytesOut, long nanos, long stalledNanos) {
    private Totals plus(MergeRecord ended) {
      boolean done = ended.outcome() == MergeRecord.Outcome.DONE;
      boolean failed = ended.outcome() == MergeRecord.Outcome.FAILED;
      return new Totals(
          merges + (done ? 1 : 0),
          failures + (failed ? 1 : 0),
          bytesIn + (done ? ended.bytesIn() : 0),
          bytesOut + ended.bytesOut(),
          nanos + ended.nanos(),
          stalledNanos + ended.stalledNanos());
    }
  }

  private final MergeTarget target;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ArrayDeque<MergeRecord> records = new ArrayDeque<>();

  @GuardedBy("lock")
  private Totals totals = new Totals(0, 0, 0, 0, 0, 0);

  /**
   * Of no merge since the database was opened.
   *
   * @param target knows those before; asked each time, for few ask
   */
  MergeHistory(MergeTarget target) {
    this.target = target;
  }

  void add(MergeRecord ended) {
    lock.lock();
    try {
      if (records.size() == KEPT) {
        records.removeFirst();
      }
      records.addLast(ended);
      totals = totals.plus(ended);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The last ones, oldest first.
   *
   * @throws io.iqdb.error.CorruptFileException where the manifest does not say it right
   */
  public List<MergeRecord> records() {
    List<MergeRecord> all = new ArrayList<>(target.earlier());
    lock.lock();
    try {
      all.addAll(records);
    } finally {
      lock.unlock();
    }
    return List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size()));
  }

  /** Sums over all, also those that are no longer kept. */
  public Totals totals() {
    lock.lock();
    try {
      return totals;
    } finally {
      lock.unlock();
    }
  }
}
