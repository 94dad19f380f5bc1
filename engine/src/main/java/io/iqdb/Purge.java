package io.iqdb;

import io.iqdb.error.LimitExceededException;
import io.iqdb.error.Require;
import io.iqdb.error.SnapshotHeldException;
import io.iqdb.error.StorageException;
import io.iqdb.format.FileName;
import io.iqdb.merge.MergeJob;
import io.iqdb.policy.MergeSpec;
import io.iqdb.types.VectorId;
import io.iqdb.view.Pin;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import io.iqdb.write.Writer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out of every file (ruling 10): deletes them, flushes, which ends every log that
 * holds them, and rewrites each segment that holds a version of one, dead or alive. Merges that run
 * make way: what they write may hold a version, too; a pause of merging does not hold it up.
 */
final class Purge {
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Ids that are deleted at once; the longest that there can be fit into a batch. */
  private static final int BATCH = 1000;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Iqdb db;
  private final Inside inside;
  private final Set<VectorId> ids;

  Purge(Iqdb db, Inside inside, Set<VectorId> ids) {
    this.db = db;
    this.inside = inside;
    this.ids = ids;
  }

  /** How many of the records were there. */
  int run() throws Exception {
    Writer writer = Require.nonNull(inside.writer());
    requireNoSnapshot(Long.MAX_VALUE);
    int deleted = delete();
    long last = inside.current().newest().sequence();
    db.flush();
    Set<FileName> gone = new HashSet<>();
    while (!holding(last, gone).isEmpty()) {
      MergeJob job = writer.merges().submit(segments -> rewrites(last), true);
      job.await();
      switch (job.failure()) {
        case null -> {}
        case Exception failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException(job.failure());
      }
      requireDone(job.refusal());
    }
    gone.addAll(writer.unremoved()); // an older one may hold a version, and so may a log
    addRetired(writer, last, gone);
    long start = System.nanoTime();
    for (FileName name : gone) {
      awaitRemoval(writer, name, last, start);
    }
    inside.directory().syncNames();
    return deleted;
  }

  private int delete() {
    int there = 0;
    WriteBatch.Builder batch = WriteBatch.builder();
    int size = 0;
    for (VectorId id : ids) {
      there += db.contains(id) ? 1 : 0;
      batch.delete(id);
      if (++size == BATCH) {
        db.write(batch.build());
        batch = WriteBatch.builder();
        size = 0;
      }
    }
    db.write(batch.build());
    return there;
  }

  /** Otherwise it would be asked for again and again. */
  private static void requireDone(@Nullable String refusal) {
    if (refusal != null) {
      throw new LimitExceededException(
          "purge: a segment that holds a record cannot be written anew, which "
              + refusal
              + "; allow merges more (memoryBytes of MergeScheduling), then purge again");
    }
  }

  private List<MergeSpec> rewrites(long last) {
    try {
      return holding(last, new HashSet<>()).stream()
          .map(number -> MergeSpec.requested(List.of(number), "purge"))
          .toList();
    } catch (IOException failure) {
      throw Failures.translated("purge", failure);
    }
  }

  /** Numbers of the segments that hold a version as old as {@code last}; adds their names. */
  private List<Long> holding(long last, Set<FileName> names) throws IOException {
    Visible visible = inside.current().acquire();
    try {
      List<Long> numbers = new ArrayList<>();
      for (SegmentView view : visible.view().segments()) {
        if (holds(view, last)) {
          numbers.add(view.entry().number());
          names.add(view.entry().fileName());
        }
      }
      return numbers;
    } finally {
      visible.view().release();
    }
  }

  /** Names of segments that were merged away before, and that searches read which still run. */
  private void addRetired(Writer writer, long last, Set<FileName> names) throws IOException {
    for (SegmentView view : writer.retired()) {
      if (!view.segment().tryRetain()) {
        names.add(view.entry().fileName()); // it goes just now
        continue;
      }
      try {
        if (holds(view, last)) {
          names.add(view.entry().fileName());
        }
      } finally {
        view.segment().release();
      }
    }
  }

  private boolean holds(SegmentView view, long last) throws IOException {
    for (VectorId id : ids) {
      int row = view.segment().get().find(id);
      if (row >= 0 && view.sequence(row) <= last) {
        return true;
      }
    }
    return false;
  }

  /**
   * A file goes when the last view that shows it does; searches end soon, snapshots may not. Where
   * the system refused to remove one, it is asked again.
   */
  private void awaitRemoval(Writer writer, FileName name, long last, long start)
      throws IOException {
    while (inside.directory().list().contains(name)) {
      writer.retryRemovals();
      requireNoSnapshot(last);
      if (System.nanoTime() - start > MOST_NANOS) {
        throw new StorageException(
            name + " could not be removed: it is in use, or the system refuses", null);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void requireNoSnapshot(long last) {
    inside.snapshots().oldest(view -> shows(view, last)).ifPresent(this::refuse);
  }

  private boolean shows(View view, long last) {
    try {
      for (SegmentView segment : view.segments()) {
        if (holds(segment, last)) {
          return true;
        }
      }
      return false;
    } catch (IOException failure) {
      throw Failures.translated("purge", failure);
    }
  }

  private void refuse(Pin oldest) {
    throw new SnapshotHeldException(
        "a snapshot of "
            + oldest.holder()
            + ", taken at "
            + Instant.ofEpochMilli(oldest.since())
            + ", still shows a file that holds what is to be purged; close it, then purge again");
  }
}
