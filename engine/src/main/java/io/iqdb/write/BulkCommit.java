package io.iqdb.write;

import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.wal.WalFrameEncoder;
import io.iqdb.types.Bookmark;
import io.iqdb.view.DeletedRows;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.wal.WalWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * Commits a segment that was built without sequences (ruling 6): takes its range, marks it in the
 * log, works out what its rows replace, and publishes. Until the publication nothing in memory
 * changes but the sequence, which the marker used up and no reader sees. Used by the leader of the
 * write queue.
 */
final class BulkCommit {
  private final WriteState state;

  BulkCommit(WriteState state) {
    this.state = state;
  }

  /**
   * On return {@code build} is part of the database and visible.
   *
   * @throws io.iqdb.store.NoSpaceException where there is no room; then, as after any failure,
   *     nothing of it is left
   */
  void commit(SegmentBuild<MemtableRows> build, Optional<Bookmark> bookmark) throws IOException {
    LiveTables tables = state.tables();
    int rows = build.rows().rows();
    TombstoneFold fold = new TombstoneFold(state.storage(), state.commits());
    List<SegmentView> after = new ArrayList<>();
    List<RoaringBitmap> inSegments = new ArrayList<>();
    long first;
    long[] replaced;
    SegmentEntry entry;
    try {
      state.requireWritable();
      first = tables.sequence() + 1;
      long last = tables.sequence() + rows;
      mark(build, first, rows);
      tables.skipTo(last); // shown with the rows: a reader in between would see neither version
      replaced = replaced(build, inSegments);
      List<SegmentView> before = tables.segments();
      for (int i = 0; i < before.size(); i++) {
        after.add(fold.fold(before.get(i), inSegments.get(i)));
      }
      entry = withBase(build.entry(), first);
      List<SegmentEntry> entries = new ArrayList<>(after.stream().map(SegmentView::entry).toList());
      entries.add(entry);
      state
          .commits()
          .publish(entries, state.log().entriesAfter(-1), bookmarks(bookmark, last), last + 1);
      bookmark.ifPresent(mark -> state.bookmarks().set(mark, last));
    } catch (IOException | RuntimeException | Error failure) {
      fold.discard();
      build.discard(state.commits(), failure);
      throw failure;
    }
    for (int row = 0; row < rows; row++) {
      if (replaced[row] >= 0 && tables.segmentOf(replaced[row]) < 0) {
        tables.kill(replaced[row], first + row);
      }
    }
    after.add(
        new SegmentView(
            entry, new Shared<>(build.segment()), DeletedRows.NONE, new PendingDeletions()));
    tables.replace(null, after);
    tables.addLive(rows - inSegments.stream().mapToLong(RoaringBitmap::getLongCardinality).sum());
    state.publishTables();
  }

  /** Places of what the rows of {@code build} replace; those in segments by segment, too. */
  private long[] replaced(SegmentBuild<MemtableRows> build, List<RoaringBitmap> inSegments)
      throws IOException {
    LiveTables tables = state.tables();
    tables.segments().forEach(view -> inSegments.add(new RoaringBitmap()));
    long[] replaced = new long[build.rows().rows()];
    for (int row = 0; row < replaced.length; row++) {
      replaced[row] = tables.locate(build.rows().id(row));
      int segment = replaced[row] < 0 ? -1 : tables.segmentOf(replaced[row]);
      if (segment >= 0) {
        inSegments.get(segment).add((int) replaced[row]);
      }
    }
    return replaced;
  }

  /** Writes the marker and syncs it, with all effects before it (ruling 5). */
  private void mark(SegmentBuild<MemtableRows> build, long first, int rows) throws IOException {
    WalWriter wal = state.log().writable(first - 1, state.bookmarks().all());
    WalFrameEncoder frames = new WalFrameEncoder();
    frames.beginMarker(first, rows, build.entry().number());
    state
        .log()
        .append(wal, frames.finish(wal.position(), wal.syncedUpTo(), wal.salt()), true, first - 1);
  }

  /** All bookmarks as they are once the chunk is committed. */
  private Collection<BookmarkEntry> bookmarks(Optional<Bookmark> bookmark, long sequence) {
    Bookmarks next = new Bookmarks(state.bookmarks().all());
    bookmark.ifPresent(mark -> next.set(mark, sequence));
    return next.all();
  }

  private static SegmentEntry withBase(SegmentEntry entry, long baseSequence) {
    return new SegmentEntry(
        entry.number(), entry.length(), entry.salt(), entry.rows(), baseSequence, null);
  }
}
