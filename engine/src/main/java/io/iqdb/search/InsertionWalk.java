package io.iqdb.search;

import io.iqdb.view.Visible;
import java.io.IOException;

/** A source in the order of its rows, which is that of insertion. */
final class InsertionWalk extends SourceWalk {
  private int row;
  private long sequence;

  /** From behind the sequence {@code after} on. */
  InsertionWalk(Visible visible, long now, int source, long after) throws IOException {
    super(visible, now, source);
    row = (after == RecordWalk.FROM_START ? 0 : rows.firstAfter(after)) - 1;
  }

  @Override
  boolean advance() throws IOException {
    while (++row < rows.count()) {
      if (rows.visible(row)) {
        sequence = rows.sequence(row);
        return true;
      }
    }
    return false;
  }

  @Override
  int row() {
    return row;
  }

  /** Kept for comparing, which may not fail. */
  static long sequenceOf(SourceWalk walk) {
    return ((InsertionWalk) walk).sequence;
  }
}
