package io.iqdb.write;

import io.iqdb.error.ClosedException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.memtable.Memtable;
import io.iqdb.observe.FlushEvent;
import io.iqdb.observe.Recorder;
import io.iqdb.segment.Segment;
import io.iqdb.store.NoSpaceException;
import io.iqdb.view.DeletedRows;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Turns memtables into segments: seal (as leader), write the segment (beside the writers), publish
 * it with all tombstones and without the log that held its rows (as leader). A flush that fails
 * leaves everything readable where it was; the next one tries again.
 */
final class Flush {
  /** A memtable that takes no more rows, with the last sequence in it. */
  private record Sealed(Shared<Memtable> memtable, long boundary) {}

  private final WriteState state;
  private final WriteQueue<?> queue;

  /** Held from seal to publication. */
  private final ReentrantLock flushing = new ReentrantLock();

  /** Guarded by {@link #flushing}: what a failed flush left behind. */
  private @Nullable Sealed unfinished;

  Flush(WriteState state, WriteQueue<?> queue) {
    this.state = state;
    this.queue = queue;
  }

  /**
   * On return everything that was visible before stands in segments; waits for a flush that runs.
   *
   * @throws io.iqdb.store.NoSpaceException where there is no room; it may be tried again. Any other
   *     failure ends the writer.
   */
  void run() throws Exception {
    flushing.lock();
    try {
      state.requireWritable();
      finish(); // an earlier one first: logs are forgotten in order
      unfinished = queue.alone(this::seal);
      finish();
    } catch (NoSpaceException | ClosedException | WriterFailedException refused) {
      throw refused;
    } catch (Exception | Error failure) {
      state.health().fail(failure);
      throw failure;
    } finally {
      flushing.unlock();
    }
  }

  /** Runs {@code last} while no flush runs, as leader: it ends the database. */
  void end(WriteQueue.Task<?> last) throws Exception {
    flushing.lock();
    try {
      queue.alone(last);
    } finally {
      flushing.unlock();
    }
  }

  /** As leader: ends the memtable and its log, where there is anything in either. */
  private @Nullable Sealed seal() throws IOException {
    state.requireWritable();
    LiveTables tables = state.tables();
    long boundary = tables.sequence();
    state.log().seal(boundary);
    if (tables.active().rows() == 0 && state.log().entriesAfter(-1).isEmpty()) {
      return null;
    }
    Shared<Memtable> memtable = tables.seal();
    state.publishTables();
    return new Sealed(memtable, boundary);
  }

  private void finish() throws Exception {
    Sealed sealed = unfinished;
    if (sealed == null) {
      return;
    }
    FlushEvent event = Recorder.flush();
    MemtableRows rows = MemtableRows.living(sealed.memtable().get(), false);
    SegmentBuild<MemtableRows> build =
        rows.rows() == 0
            ? null
            : SegmentBuild.write(
                state.storage(),
                state.commits().numbers(),
                rows,
                rows.sequence(0),
                SegmentOrigin.FLUSH);
    if (build != null) {
      build.readied(state.commits(), Flush::warm);
    }
    queue.alone(() -> {
      publish(sealed, build);
      return null;
    });
    unfinished = null;
    if (event != null) {
      String segment = build == null ? "" : build.name().toString();
      event.finish(segment, rows.rows(), build == null ? 0 : build.entry().length());
    }
  }

  /** Spares searches the first look at a segment. */
  private static void warm(Segment segment) throws IOException {
    segment.warm(0, Long.MAX_VALUE);
  }

  /** As leader: the carry-over of deletions and the publication are one step (ruling 7). */
  private void publish(Sealed sealed, @Nullable SegmentBuild<MemtableRows> build)
      throws IOException {
    LiveTables tables = state.tables();
    TombstoneFold fold = new TombstoneFold(state.storage(), state.commits());
    List<SegmentView> after = new ArrayList<>();
    RoaringBitmap died = new RoaringBitmap();
    try {
      state.requireWritable();
      state.log().sync(); // the tombstones below hold effects up to the last sequence
      for (SegmentView view : tables.segments()) {
        after.add(fold.fold(view, new RoaringBitmap()));
      }
      List<SegmentEntry> entries = new ArrayList<>(after.stream().map(SegmentView::entry).toList());
      if (build != null) {
        died = diedSince(sealed.memtable().get(), build.rows());
        entries.add(fold.entry(build.entry(), died));
      }
      state
          .commits()
          .publish(
              entries,
              state.log().entriesAfter(sealed.boundary()),
              state.bookmarks().all(),
              tables.sequence() + 1);
      if (build != null) {
        Shared<Segment> segment = new Shared<>(build.segment());
        after.add(
            new SegmentView(
                entries.getLast(), segment, DeletedRows.of(died), new PendingDeletions()));
      }
    } catch (IOException | RuntimeException | Error failure) {
      fold.discard();
      if (build != null) {
        build.discard(state.commits(), failure);
      }
      throw failure;
    }
    state.log().forget(sealed.boundary());
    tables.replace(sealed.memtable(), after);
    state.publishTables();
  }

  /** Rows that died while their segment was written. */
  private static RoaringBitmap diedSince(Memtable memtable, MemtableRows rows) {
    RoaringBitmap died = new RoaringBitmap();
    for (int row = 0; row < rows.rows(); row++) {
      if (memtable.diedAt(rows.origin(row)) != Memtable.LIVE) {
        died.add(row);
      }
    }
    return died;
  }
}
