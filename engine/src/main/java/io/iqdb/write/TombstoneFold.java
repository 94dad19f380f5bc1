package io.iqdb.write;

import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.view.DeletedRows;
import io.iqdb.view.PendingDeletions;
import io.iqdb.view.SegmentView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writes the deletions of segments into new tombstone files, ahead of the manifest that names them
 * (ruling 7). Until that is published nothing in memory changes; if it is not, {@link #discard}
 * removes the files.
 */
final class TombstoneFold {
  private final Storage storage;
  private final Commits commits;
  private final List<FileName> written = new ArrayList<>();

  TombstoneFold(Storage storage, Commits commits) {
    this.storage = storage;
    this.commits = commits;
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
    FileName name = commits.numbers().tombstone(entry);
    written.add(name);
    return TombstoneBuild.write(storage, commits.numbers(), name, entry, deleted);
  }

  /** Removes what was written, after a publication that did not happen. */
  void discard() {
    written.forEach(commits::abandon);
  }
}
