package io.iqdb.search;

import io.iqdb.segment.SegmentIds;
import io.iqdb.types.VectorId;
import io.iqdb.view.Visible;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A segment in the order of its ids, which stand sorted in the file. */
final class SegmentIdWalk extends IdWalk {
  private final SegmentIds ids;

  SegmentIdWalk(Visible visible, long now, int source, @Nullable VectorId after)
      throws IOException {
    super(visible, now, source);
    ids = visible.view().segments().get(source).segment().get().sortedIds();
    if (after != null) {
      ids.seekAfter(after);
    }
  }

  @Override
  boolean advance() throws IOException {
    while (ids.next()) {
      int row = ids.row();
      if (rows.visible(row)) {
        return at(ids.id(), row);
      }
    }
    return false;
  }
}
