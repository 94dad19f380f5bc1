package io.iqdb.search;

import io.iqdb.memtable.Memtable;
import io.iqdb.types.Filter;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.io.IOException;

/** Counts records without making them. The caller holds the view. */
public final class RecordCount {
  private RecordCount() {}

  /** Whether the number of rows that live is the number of records: none has expired yet. */
  public static boolean isKnown(Visible visible, long now) {
    return visible.view().earliestExpiry() > now;
  }

  /**
   * How many records there are. Free of charge until the first of them expires; from then on a pass
   * over the times of those tables that hold one that has, until a merge drops it.
   */
  public static long all(Visible visible, long now) throws IOException {
    return isKnown(visible, now) ? visible.live() : visible.live() - expired(visible, now);
  }

  private static long expired(Visible visible, long now) throws IOException {
    View view = visible.view();
    long expired = 0;
    for (SegmentView segment : view.segments()) {
      int rows = segment.segment().get().earliestExpiry() <= now ? (int) segment.entry().rows() : 0;
      for (int row = 0; row < rows; row++) {
        if (segment.expiredAt(row, now) && segment.liveAt(row, visible.sequence())) {
          expired++;
        }
      }
    }
    for (int i = 0; i < view.memtables().size(); i++) {
      Memtable memtable = view.memtables().get(i).get();
      int rows = memtable.earliestExpiry() <= now ? memtable.rows() : 0;
      for (int row = 0; row < rows; row++) {
        if (memtable.expiresAt(row) <= now && memtable.liveAt(row, visible.sequence())) {
          expired++;
        }
      }
    }
    return expired;
  }

  /** How many records match {@code filter}: a pass over all metadata. */
  public static long matching(Visible visible, long now, Filter filter) throws IOException {
    MatchingRows rows = new MatchingRows(visible, now, filter);
    long matching = 0;
    while (rows.advance()) {
      matching++;
    }
    return matching;
  }
}
