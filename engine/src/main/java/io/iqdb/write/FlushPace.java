package io.iqdb.write;

import io.iqdb.merge.MergeScheduler;
import io.iqdb.view.SearchLoad;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Has a flush in the background give way to searches, batch by batch, as merges do; but not once
 * somebody waits for it: writers whose next memtable is full, or a caller who flushes. Used by the
 * thread of one flush.
 */
final class FlushPace {
  /** Rows, where a batch is not one of vectors. */
  static final int BATCH_ROWS = 4096;

  private final SearchLoad searches;
  private final DoubleSupplier share;
  private final BooleanSupplier awaited;
  private long workingSince = System.nanoTime();
  private long searchesBefore;

  /**
   * Of a flush that begins now.
   *
   * @param share of its time that it works while searches run
   * @param awaited whether somebody waits for it
   */
  FlushPace(SearchLoad searches, DoubleSupplier share, BooleanSupplier awaited) {
    this.searches = searches;
    this.share = share;
    this.awaited = awaited;
    this.searchesBefore = searches.begun();
  }

  /** Of a flush of {@code state} where memtables are full at so many bytes. */
  static FlushPace of(WriteState state, Flush flush, MergeScheduler merges, long memtableBytes) {
    return new FlushPace(
        state.current().searches(),
        () -> merges.scheduling().cpuShare(),
        () -> flush.awaited() || state.tables().activeBytes() >= memtableBytes);
  }

  /** A batch is done. Returns when the flush may go on. */
  void batch() {
    if (!awaited.getAsBoolean()) {
      long worked = System.nanoTime() - workingSince;
      long pause = searches.pauseAfter(worked, share.getAsDouble(), searchesBefore);
      if (pause > 0) {
        LockSupport.parkNanos(pause); // shorter does no harm
      }
    }
    workingSince = System.nanoTime();
    searchesBefore = searches.begun();
  }
}
