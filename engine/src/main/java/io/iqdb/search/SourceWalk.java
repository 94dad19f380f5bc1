package io.iqdb.search;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.Visible;
import java.io.IOException;

/** Goes over the records of one source in one order. Starts in front of the first. */
abstract class SourceWalk {
  private final int source;
  private final RowReader reader = new RowReader();
  final SourceRows rows;

  SourceWalk(Visible visible, long now, int source) {
    this.source = source;
    this.rows = new SourceRows(visible, now, source);
    reader.attach(visible.view());
  }

  /** Goes to the next record; whether there is one. */
  abstract boolean advance() throws IOException;

  /** The row that it is on. */
  abstract int row();

  VectorRecord record() throws IOException {
    return reader.record(source, row());
  }

  VectorId id() throws IOException {
    return reader.id(source, row());
  }

  long sequence() throws IOException {
    return rows.sequence(row());
  }
}
