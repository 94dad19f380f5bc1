package io.iqdb.search;

import io.iqdb.types.VectorId;
import io.iqdb.view.Visible;
import org.jspecify.annotations.Nullable;

/** A source in the order of its ids. */
abstract class IdWalk extends SourceWalk {
  private @Nullable VectorId id;
  private int row = -1;

  IdWalk(Visible visible, long now, int source) {
    super(visible, now, source);
  }

  /** Is on a record from now on. */
  final boolean at(VectorId nextId, int nextRow) {
    id = nextId;
    row = nextRow;
    return true;
  }

  @Override
  final int row() {
    return row;
  }

  @Override
  final VectorId id() {
    VectorId current = id;
    if (current == null) {
      throw new IllegalStateException("the walk is on no record");
    }
    return current;
  }

  /** Kept for comparing, which may not fail. */
  static VectorId idOf(SourceWalk walk) {
    return ((IdWalk) walk).id();
  }
}
