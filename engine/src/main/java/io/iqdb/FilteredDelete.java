package io.iqdb;

import io.iqdb.search.MatchingRows;
import io.iqdb.types.Filter;
import io.iqdb.view.Visible;
import io.iqdb.write.SeenRow;
import io.iqdb.write.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of {@link Iqdb#deleteAll}: finds rows on a snapshot and deletes them batch by batch, each
 * batch wholly or not at all. Memory follows the batch. Used by one thread.
 */
final class FilteredDelete {
  /** Rows that other writers wait for at most. */
  private static final int BATCH = 512;

  private final Writer writer;

  FilteredDelete(Writer writer) {
    this.writer = writer;
  }

  /** Deletes what matches {@code filter} in {@code visible}; returns how many records. */
  long run(Visible visible, long now, Filter filter) throws Exception {
    MatchingRows rows = new MatchingRows(visible, now, filter);
    List<SeenRow> batch = new ArrayList<>(BATCH);
    long deleted = 0;
    while (rows.advance()) {
      batch.add(new SeenRow(rows.id(), rows.sequence()));
      if (batch.size() == BATCH) {
        deleted += writer.deleteSeen(batch);
        batch.clear();
      }
    }
    return batch.isEmpty() ? deleted : deleted + writer.deleteSeen(batch);
  }
}
