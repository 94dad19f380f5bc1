package io.iqdb.search;

import io.iqdb.filter.CompiledFilter;
import io.iqdb.types.Filter;
import io.iqdb.types.VectorId;
import io.iqdb.view.Visible;
import java.io.IOException;

/**
 * Goes over the rows of a snapshot whose metadata matches a filter, source by source, each in its
 * order. Starts in front of the first. Used by one thread, which holds the view during each call.
 */
public final class MatchingRows {
  private final Visible visible;
  private final long now;
  private final CompiledFilter filter;
  private final RowReader reader = new RowReader();
  private final int sources;
  private int source;
  private int row = -1;
  private SourceRows rows;

  /**
   * Of {@code visible} at {@code now}, of which there is at least a memtable.
   *
   * @throws io.iqdb.error.InvalidFilterException where the filter is malformed
   */
  public MatchingRows(Visible visible, long now, Filter filter) {
    this.visible = visible;
    this.now = now;
    this.filter = CompiledFilter.compile(filter);
    this.sources = SourceRows.sources(visible);
    this.rows = new SourceRows(visible, now, 0);
    reader.attach(visible.view());
  }

  /** Goes to the next row; whether there is one. */
  public boolean advance() throws IOException {
    while (true) {
      while (++row < rows.count()) {
        if (rows.visible(row) && reader.matches(filter, source, row)) {
          return true;
        }
      }
      row = rows.count() - 1; // asked again at the end, it says the same
      if (source + 1 == sources) {
        return false;
      }
      rows = new SourceRows(visible, now, ++source);
      row = -1;
    }
  }

  /** The id of that row. */
  public VectorId id() throws IOException {
    return reader.id(source, row);
  }

  /** Sequence that wrote that row. */
  public long sequence() throws IOException {
    return rows.sequence(row);
  }
}
