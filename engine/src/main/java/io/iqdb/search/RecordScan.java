package io.iqdb.search;

import io.iqdb.memtable.Memtable;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Reads records by id, and all of them in the order of insertion. The caller holds the view. */
public final class RecordScan {
  private RecordScan() {}

  /** Whether a record of {@code id} lives at {@code visible}. */
  public static boolean contains(Visible visible, VectorId id) throws IOException {
    return locate(visible, id) >= 0;
  }

  /** The record of {@code id} that lives at {@code visible}. */
  public static Optional<VectorRecord> find(Visible visible, VectorId id) throws IOException {
    long place = locate(visible, id);
    if (place < 0) {
      return Optional.empty();
    }
    RowReader rows = new RowReader();
    rows.attach(visible.view());
    return Optional.of(rows.record((int) (place >>> 32), (int) place));
  }

  /** The source, above it, and the row of the one living record of {@code id}, or -1. */
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

  /** Visits all records that live at {@code visible}, by ascending sequence. */
  public static void forEach(Visible visible, Consumer<? super VectorRecord> visitor)
      throws IOException {
    View view = visible.view();
    RowReader rows = new RowReader();
    rows.attach(view);
    PriorityQueue<Cursor> cursors = new PriorityQueue<>(Comparator.comparingLong(c -> c.sequence));
    int sources = view.segments().size() + view.memtables().size();
    for (int source = 0; source < sources; source++) {
      Cursor cursor = new Cursor(visible, source);
      if (cursor.advance(rows)) {
        cursors.add(cursor);
      }
    }
    while (!cursors.isEmpty()) {
      Cursor nearest = cursors.remove();
      visitor.accept(rows.record(nearest.source, nearest.row));
      if (nearest.advance(rows)) {
        cursors.add(nearest);
      }
    }
  }

  /** Walks the living rows of one source. */
  private static final class Cursor {
    private final Visible visible;
    private final int source;
    private final int end;
    private int row = -1;
    private long sequence;

    Cursor(Visible visible, int source) {
      this.visible = visible;
      this.source = source;
      int segments = visible.view().segments().size();
      this.end =
          source < segments
              ? visible.view().segments().get(source).segment().get().rows()
              : memtable().rows();
    }

    private Memtable memtable() {
      View view = visible.view();
      return view.memtables().get(source - view.segments().size()).get();
    }

    boolean advance(RowReader rows) throws IOException {
      View view = visible.view();
      while (++row < end) {
        boolean live =
            source < view.segments().size()
                ? view.segments().get(source).liveAt(row, visible.sequence())
                : memtable().liveAt(row, visible.sequence());
        if (live) {
          sequence = rows.sequence(source, row);
          return true;
        }
      }
      return false;
    }
  }
}
