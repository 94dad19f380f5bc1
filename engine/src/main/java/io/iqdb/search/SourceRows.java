package io.iqdb.search;

import io.iqdb.memtable.Memtable;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one segment or memtable as one snapshot sees them, ascending in sequence. Sources are
 * numbered as {@link RowReader} does. Whoever asks holds the view.
 */
final class SourceRows {
  private final long snapshot;
  private final long now;
  private final int count;

  /** One of the two is null. */
  private final @Nullable SegmentView segment;

  private final @Nullable Memtable memtable;

  SourceRows(Visible visible, long now, int source) {
    View view = visible.view();
    int segments = view.segments().size();
    this.snapshot = visible.sequence();
    this.now = now;
    this.segment = source < segments ? view.segments().get(source) : null;
    this.memtable = source < segments ? null : view.memtables().get(source - segments).get();
    this.count = segment != null ? segment.segment().get().rows() : memtable().rows();
  }

  /** How many sources there are. */
  static int sources(Visible visible) {
    return visible.view().segments().size() + visible.view().memtables().size();
  }

  private Memtable memtable() {
    if (memtable == null) {
      throw new IllegalStateException("the source is a segment");
    }
    return memtable;
  }

  /** How many rows there were when this was made. */
  int count() {
    return count;
  }

  /** Whether a row is there at the snapshot. */
  boolean visible(int row) throws IOException {
    return segment != null
        ? segment.visibleAt(row, snapshot, now)
        : memtable().visibleAt(row, snapshot, now);
  }

  /** Sequence that wrote a row. */
  long sequence(int row) throws IOException {
    return segment != null ? segment.sequence(row) : memtable().sequence(row);
  }

  /** The first row that was written after {@code sequence}, or the count. */
  int firstAfter(long sequence) throws IOException {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sequence(middle) <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
