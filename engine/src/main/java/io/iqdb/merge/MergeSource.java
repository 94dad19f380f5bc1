package io.iqdb.merge;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.segment.Segment;
import io.iqdb.types.IndexKind;
import io.iqdb.view.SegmentView;
import java.io.IOException;
import org.roaringbitmap.RoaringBitmap;

/**
 * A segment that is merged, with the rows of it that stay, as they were when the merge began.
 *
 * @param view of the segment; whoever merges holds it
 * @param dead rows that were deleted
 * @param expired rows that live and are dropped all the same, for their time is over
 */
public record MergeSource(SegmentView view, RoaringBitmap dead, RoaringBitmap expired) {
  /** Takes the state of {@code view}; for the leader of the write queue, while nothing dies. */
  public static MergeSource of(SegmentView view) {
    RoaringBitmap dead = view.tombstones().copy();
    dead.add(view.pending().rows());
    return new MergeSource(view, dead, new RoaringBitmap());
  }

  /**
   * The same without the rows that have expired.
   *
   * @param now rows that expire then or before are dropped
   * @param settled the first sequence that a log may still hold; rows as young as that stay: an
   *     older version of theirs may be replayed, and only they keep it from coming back
   */
  public MergeSource dropping(long now, long settled) throws IOException {
    RoaringBitmap over = new RoaringBitmap();
    if (segment().earliestExpiry() <= now) {
      for (int row = 0; row < segment().rows() && view.sequence(row) < settled; row++) {
        if (segment().expiresAt(row) <= now && !dead.contains(row)) {
          over.add(row);
        }
      }
    }
    return new MergeSource(view, dead, over);
  }

  /**
   * A segment as merge policies see it: rows that a merge would drop because their time is over
   * count as dead.
   *
   * @param index of the database
   * @param now rows that expire then or before are over
   * @param settled as for {@link #dropping}
   * @param sequence of the state whose rows live
   */
  public static SegmentDescription describe(
      SegmentView view, IndexKind index, long now, long settled, long sequence) throws IOException {
    SegmentEntry entry = view.entry();
    long live = view.liveRows();
    try {
      live -= expired(view, now, settled, sequence);
    } catch (CorruptFileException damage) {
      live = view.liveRows(); // the merge that meets it says so
    }
    return new SegmentDescription(
        entry.number(),
        entry.length(),
        entry.rows(),
        Math.clamp(live, 0, entry.rows()),
        index,
        view.firstSequence());
  }

  /** How many rows that live at {@code sequence} a merge would drop for that reason. */
  private static long expired(SegmentView view, long now, long settled, long sequence)
      throws IOException {
    Segment segment = view.segment().get();
    long expired = 0;
    if (segment.earliestExpiry() <= now) {
      for (int row = 0; row < segment.rows() && view.sequence(row) < settled; row++) {
        expired += segment.expiresAt(row) <= now && view.liveAt(row, sequence) ? 1 : 0;
      }
    }
    return expired;
  }

  Segment segment() {
    return view.segment().get();
  }

  /** The rows that are not merged. */
  RoaringBitmap dropped() {
    return expired.isEmpty() ? dead : RoaringBitmap.or(dead, expired);
  }

  /** Expired rows that live in {@code current}, the newest view of the segment. */
  public long expiredIn(SegmentView current) {
    RoaringBitmap left = RoaringBitmap.andNot(expired, current.tombstones().copy());
    for (int row : current.pending().rows()) {
      left.remove(row);
    }
    return left.getLongCardinality();
  }

  /** Rows that died since, by {@code current}, the newest view of the segment. */
  RoaringBitmap diedSince(SegmentView current) {
    RoaringBitmap died = current.tombstones().copy();
    died.andNot(dead);
    died.add(current.pending().rows());
    return died;
  }
}
