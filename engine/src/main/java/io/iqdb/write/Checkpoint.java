package io.iqdb.write;

import io.iqdb.format.FileName;
import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.MergeLog;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.memtable.Memtable;
import io.iqdb.store.Directory;
import io.iqdb.store.WriterLock;
import io.iqdb.view.SegmentView;
import io.iqdb.view.Shared;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * One state of a database, to be written into a directory of its own (ruling 10): segments and
 * their tombstones are linked, what was written or deleted since they were made goes into files of
 * the copy, no log is taken, and the manifest comes last. The source is only read: its view is
 * pinned and its files are held by whoever made this. Any thread, beside the writers.
 *
 * @param storage of the source
 * @param visible the state
 * @param bookmarks at that state
 * @param nextFileNumber above every number of the source
 * @param merges how the source came by its segments, which the copy shares
 */
record Checkpoint(
    Storage storage,
    Visible visible,
    Collection<BookmarkEntry> bookmarks,
    long nextFileNumber,
    MergeLog merges) {
  /** Takes hold of the newest state; for the leader of the write queue. */
  static Checkpoint pin(WriteState state) {
    state.requireWritable();
    Checkpoint checkpoint =
        new Checkpoint(
            state.storage(),
            state.current().acquire(),
            state.bookmarks().all(),
            state.commits().numbers().peek(),
            state.commits().current().merges());
    state.commits().hold(checkpoint.sources());
    return checkpoint;
  }

  /** The files that are linked, and have to stay until they are. */
  Set<FileName> sources() {
    Set<FileName> names = new HashSet<>();
    for (SegmentView view : visible.view().segments()) {
      names.add(view.entry().fileName());
      view.entry().tombstoneName().ifPresent(names::add);
    }
    return names;
  }

  /**
   * Writes it into an empty directory; on return it survives power loss. Before the manifest has
   * its name there is no database in {@code target}; where this fails, nothing is left in it.
   */
  void write(Directory target, WriterLock lock) throws IOException {
    try {
      FileNumbers numbers = new FileNumbers(nextFileNumber, sources());
      List<SegmentEntry> entries = new ArrayList<>();
      for (SegmentView view : visible.view().segments()) {
        entries.add(link(view, target, numbers));
      }
      for (Shared<Memtable> memtable : visible.view().memtables()) {
        MemtableRows rows = MemtableRows.livingAt(memtable.get(), visible.sequence());
        if (rows.rows() > 0) {
          entries.add(build(rows, target, numbers));
        }
      }
      target.syncNames(); // a manifest must not outlive a name it relies on
      publish(entries, target, lock, numbers);
    } catch (IOException | RuntimeException | Error failure) {
      clear(target, failure);
      throw failure;
    }
  }

  private SegmentEntry link(SegmentView view, Directory target, FileNumbers numbers)
      throws IOException {
    storage.directory().linkTo(view.entry().fileName(), target);
    int[] died = view.pending().rowsAt(visible.sequence());
    if (died.length > 0) {
      return withTombstones(view, died, target, numbers);
    }
    if (view.entry().tombstoneName().isPresent()) {
      storage.directory().linkTo(view.entry().tombstoneName().get(), target);
    }
    return view.entry();
  }

  private SegmentEntry withTombstones(
      SegmentView view, int[] died, Directory target, FileNumbers numbers) throws IOException {
    RoaringBitmap all = view.tombstones().copy();
    all.add(died);
    all.runOptimize();
    FileName name = numbers.tombstone(view.entry());
    return TombstoneBuild.write(storage.in(target), numbers, name, view.entry(), all);
  }

  private SegmentEntry build(MemtableRows rows, Directory target, FileNumbers numbers)
      throws IOException {
    SegmentBuild<MemtableRows> build =
        SegmentBuild.write(
            storage.in(target), numbers, rows, rows.sequence(0), SegmentOrigin.FLUSH);
    build.segment().close();
    return build.entry();
  }

  private void publish(
      List<SegmentEntry> entries, Directory target, WriterLock lock, FileNumbers numbers)
      throws IOException {
    ManifestStore manifests =
        new ManifestStore(target, lock, numbers::take, storage.tuning()::salt, 0);
    manifests.publish(
        new ManifestData(
            1,
            storage.database(),
            storage.config(),
            entries.stream().sorted(Comparator.comparingLong(SegmentEntry::number)).toList(),
            List.of(),
            List.copyOf(bookmarks),
            visible.sequence() + 1,
            numbers.peek(),
            merges));
  }

  /** The manifest first: without it the rest is no database. */
  private static void clear(Directory target, Throwable cause) {
    try {
      for (FileName name : target.list().stream().sorted().toList()) {
        target.delete(name);
      }
    } catch (IOException | RuntimeException second) {
      cause.addSuppressed(second);
    }
  }
}
