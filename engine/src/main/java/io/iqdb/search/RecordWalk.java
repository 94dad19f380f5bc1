package io.iqdb.search;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the records of a snapshot in one order, one at a time: all sources at once, each in
 * that order, the least of their heads next. Used by one thread at a time, which holds the view
 * during each call; between calls nothing is held. Memory follows the number of sources.
 */
public final class RecordWalk {
  /** Below every sequence number. */
  public static final long FROM_START = -1;

  private final PriorityQueue<SourceWalk> others;
  private @Nullable SourceWalk head;

  private RecordWalk(Comparator<SourceWalk> order) {
    others = new PriorityQueue<>(order);
  }

  /** By ascending sequence, from behind {@code after} on. */
  public static RecordWalk byInsertion(Visible visible, long now, long after) throws IOException {
    RecordWalk walk = new RecordWalk(Comparator.comparingLong(InsertionWalk::sequenceOf));
    for (int source = 0; source < SourceRows.sources(visible); source++) {
      walk.add(new InsertionWalk(visible, now, source, after));
    }
    return walk;
  }

  /**
   * By id: numbers, unsigned, then bytes, unsigned.
   *
   * @param sorted the ids in the memtables of {@code visible}
   * @param after the id behind which to start, or null
   */
  public static RecordWalk byId(
      Visible visible, long now, SortedIds sorted, @Nullable VectorId after) throws IOException {
    RecordWalk walk = new RecordWalk(Comparator.comparing(IdWalk::idOf));
    for (int source = 0; source < SourceRows.sources(visible); source++) {
      walk.add(
          source < visible.view().segments().size()
              ? new SegmentIdWalk(visible, now, source, after)
              : new MemtableIdWalk(visible, now, source, sorted, after));
    }
    return walk;
  }

  private void add(SourceWalk source) throws IOException {
    if (source.advance()) {
      others.add(source);
    }
  }

  /** Goes to the next record; whether there is one. */
  public boolean advance() throws IOException {
    SourceWalk left = head;
    if (left != null) {
      head = null; // should the source fail, it is not asked again
      add(left);
    }
    head = others.poll();
    return head != null;
  }

  private SourceWalk head() {
    SourceWalk current = head;
    if (current == null) {
      throw new IllegalStateException("the walk is on no record");
    }
    return current;
  }

  /** The record that it is on. */
  public VectorRecord record() throws IOException {
    return head().record();
  }

  /** The id of that record. */
  public VectorId id() throws IOException {
    return head().id();
  }

  /** Sequence that wrote that record. */
  public long sequence() throws IOException {
    return head().sequence();
  }
}
