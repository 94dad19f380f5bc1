package io.iqdb.search;

import io.iqdb.memtable.Memtable;
import io.iqdb.types.VectorId;
import io.iqdb.view.Visible;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A memtable in the order of its ids, which were sorted before. */
final class MemtableIdWalk extends IdWalk {
  private final Memtable memtable;
  private final long snapshot;
  private final SortedIds.OfMemtable ids;
  private int index;

  MemtableIdWalk(
      Visible visible, long now, int source, SortedIds sorted, @Nullable VectorId after) {
    super(visible, now, source);
    int table = source - visible.view().segments().size();
    memtable = visible.view().memtables().get(table).get();
    snapshot = visible.sequence();
    ids = sorted.get(table);
    index = after == null ? 0 : ids.firstAfter(after);
  }

  @Override
  boolean advance() throws IOException {
    while (index < ids.count()) {
      VectorId id = ids.get(index++);
      int row = memtable.find(id, snapshot);
      if (row >= 0 && rows.visible(row)) {
        return at(id, row);
      }
    }
    return false;
  }
}
