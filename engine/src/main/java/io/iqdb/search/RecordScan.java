package io.iqdb.search;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads records by id, and all of them in the order of insertion. The caller holds the view. */
public final class RecordScan {
  private RecordScan() {}

  /** Whether a row of {@code id} lives at {@code visible}, expired or not. */
  public static boolean lives(Visible visible, VectorId id) throws IOException {
    return locate(visible, id) >= 0;
  }

  /** Whether there is a record of {@code id}. */
  public static boolean contains(Visible visible, long now, VectorId id) throws IOException {
    long place = locate(visible, id);
    return place >= 0 && reader(visible).expiresAt((int) (place >>> 32), (int) place) > now;
  }

  /** The record of {@code id}. */
  public static Optional<VectorRecord> find(Visible visible, long now, VectorId id)
      throws IOException {
    long place = locate(visible, id);
    int source = (int) (place >>> 32);
    RowReader rows = reader(visible);
    return place < 0 || rows.expiresAt(source, (int) place) <= now
        ? Optional.empty()
        : Optional.of(rows.record(source, (int) place));
  }

  private static RowReader reader(Visible visible) {
    RowReader rows = new RowReader();
    rows.attach(visible.view());
    return rows;
  }

  /** The source, above it, and the row of the one living row of {@code id}, or -1. */
  private static long locate(Visible visible, VectorId id) throws IOException {
    View view = visible.view();
    int segments = view.segments().size();
    for (int i = view.memtables().size() - 1; i >= 0; i--) {
      int row = view.memtables().get(i).get().find(id, visible.sequence());
      if (row >= 0) {
        return (long) (segments + i) << 32 | row;
      }
    }
    for (int i = segments - 1; i >= 0; i--) {
      SegmentView segment = view.segments().get(i);
      int row = segment.segment().get().find(id);
      if (row >= 0 && segment.liveAt(row, visible.sequence())) {
        return (long) i << 32 | row;
      }
    }
    return -1;
  }

  /** Visits all records of {@code visible}, by ascending sequence. */
  public static void forEach(Visible visible, long now, Consumer<? super VectorRecord> visitor)
      throws IOException {
    RecordWalk walk = RecordWalk.byInsertion(visible, now, RecordWalk.FROM_START);
    while (walk.advance()) {
      visitor.accept(walk.record());
    }
  }
}
