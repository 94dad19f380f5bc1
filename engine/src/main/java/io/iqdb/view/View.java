package io.iqdb.view;

import io.iqdb.memtable.Memtable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An immutable list of segments and memtables. Pinned by a count, created with one holder; when the
 * last lets go, the view is handed to its undertaker, which closes what no other view holds, away
 * from any query.
 */
public final class View {
  private final List<SegmentView> segments;
  private final List<Shared<Memtable>> memtables;
  private final Consumer<View> undertaker;
  private final long earliestInSegments;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Retains every segment and memtable.
   *
   * @param memtables oldest first; the last one takes the writes
   * @param undertaker called once with this view, to call {@link #bury} where closing files is
   *     welcome
   */
  public View(
      List<SegmentView> segments, List<Shared<Memtable>> memtables, Consumer<View> undertaker) {
    this.segments = List.copyOf(segments);
    this.memtables = List.copyOf(memtables);
    this.undertaker = undertaker;
    long earliest = Memtable.NEVER;
    for (SegmentView view : this.segments) {
      earliest = Math.min(earliest, view.segment().get().earliestExpiry());
      view.segment().retain();
    }
    this.earliestInSegments = earliest;
    for (Shared<Memtable> memtable : this.memtables) {
      memtable.retain();
    }
  }

  /** The segments. */
  public List<SegmentView> segments() {
    return segments;
  }

  /** The memtables, oldest first. */
  public List<Shared<Memtable>> memtables() {
    return memtables;
  }

  /**
   * A time before which no row of it expires; exact where nobody appends. Needs no pin: nothing is
   * read but what is known of the files.
   */
  public long earliestExpiry() {
    long earliest = earliestInSegments;
    for (Shared<Memtable> memtable : memtables) {
      earliest = Math.min(earliest, memtable.get().earliestExpiry());
    }
    return earliest;
  }

  /** Pins the view, unless it is gone already: then there is a newer one. */
  public boolean tryAcquire() {
    for (int held = holders.get(); held > 0; held = holders.get()) {
      if (holders.compareAndSet(held, held + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Lets go of a pin. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      undertaker.accept(this);
    }
  }

  /** Releases what the view holds; once, when nobody holds it. */
  public void bury() {
    segments.forEach(view -> view.segment().release());
    memtables.forEach(Shared::release);
  }
}
