package io.iqdb.write;

import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.TombstoneEntry;
import io.iqdb.sealed.Publication;
import io.iqdb.store.Directory;
import io.iqdb.tombstone.TombstoneFiles;
import io.iqdb.view.DeletedRows;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writes the deletions of segments into new tombstone files, ahead of the manifest that names them
 * (ruling 7). Until that is published nothing in memory changes; if it is not, {@link #discard}
 * removes the files.
 */
final class TombstoneFold {
  private final Directory directory;
  private final Tuning tuning;
  private final Commits commits;
  private final UUID database;
  private final List<FileName> written = new ArrayList<>();

  TombstoneFold(Storage storage, Commits commits) {
    this.directory = storage.directory();
    this.tuning = storage.tuning();
    this.commits = commits;
    this.database = commits.current().database();
  }

  /**
   * {@code view} with its pending deletions, and those of {@code more}, in a file; itself where
   * there are none.
   */
  SegmentView fold(SegmentView view, RoaringBitmap more) throws IOException {
    if (view.pending().size() == 0 && more.isEmpty()) {
      return view;
    }
    RoaringBitmap all = view.tombstones().copy();
    all.or(more);
    all.add(view.pending().rows());
    all.runOptimize();
    return new SegmentView(
        entry(view.entry(), all), view.segment(), DeletedRows.of(all), new PendingDeletions());
  }

  /**
   * {@code entry} with the tombstones {@code deleted}, which go into a file of a new generation.
   */
  SegmentEntry entry(SegmentEntry entry, RoaringBitmap deleted) throws IOException {
    if (deleted.isEmpty()) {
      return entry;
    }
    TombstoneEntry before = entry.tombstones();
    FileName name =
        commits.numbers().tombstone(entry.number(), before == null ? 0 : before.generation());
    FileName temporary = commits.numbers().temporary();
    TombstoneEntry tombstones =
        TombstoneFiles.write(
            directory,
            temporary,
            FileHeader.of(name, database, tuning.salt()),
            deleted,
            (int) entry.rows());
    written.add(name);
    Publication.publish(directory, temporary, name);
    return entry.withTombstones(tombstones);
  }

  /** Removes what was written, after a publication that did not happen. */
  void discard() {
    written.forEach(commits::abandon);
  }
}
