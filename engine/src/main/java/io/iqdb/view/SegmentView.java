package io.iqdb.view;

import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.segment.Segment;
import java.io.IOException;

/**
 * A segment with the rows that are deleted in it. A flush that writes new tombstones makes a new
 * one; older views keep theirs.
 *
 * @param entry as the manifest names it
 * @param segment the open file
 * @param tombstones deleted rows that stand in the tombstone file
 * @param pending deletions since
 */
public record SegmentView(
    SegmentEntry entry, Shared<Segment> segment, DeletedRows tombstones, PendingDeletions pending) {
  /** Whether {@code row} lives at {@code snapshot}. */
  public boolean liveAt(int row, long snapshot) {
    return pending.diedAt(row) > snapshot && !tombstones.contains(row);
  }

  /** Whether {@code row} lives at {@code snapshot} and has not expired at {@code now}. */
  public boolean visibleAt(int row, long snapshot, long now) throws IOException {
    return liveAt(row, snapshot) && !expiredAt(row, now);
  }

  /** Whether {@code row} has expired at {@code now}; free of charge where none has. */
  public boolean expiredAt(int row, long now) throws IOException {
    Segment opened = segment.get();
    return opened.earliestExpiry() <= now && opened.expiresAt(row) <= now;
  }

  /** Whether {@code row} lives now; for the leader of the write queue. */
  public boolean live(int row) {
    return liveAt(row, PendingDeletions.LIVE - 1);
  }

  /** Sequence that wrote {@code row}. */
  public long sequence(int row) throws IOException {
    // a bulk chunk learned its base after its file was written: the manifest's counts
    return entry.baseSequence() + segment.get().sequence(row) - segment.get().baseSequence();
  }

  /** Sequence of the first row. */
  public long firstSequence() {
    return entry.baseSequence() + segment.get().stats().minSequenceOffset();
  }

  /** Sequence of the last row. */
  public long lastSequence() {
    return entry.baseSequence() + segment.get().stats().maxSequenceOffset();
  }

  /** Rows that live now, expired ones included; for the leader of the write queue. */
  public long liveRows() {
    return entry.rows() - tombstones.count() - pending.size();
  }
}
