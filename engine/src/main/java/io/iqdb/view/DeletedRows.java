package io.iqdb.view;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The rows of a segment that its tombstone file names. Never changed; safe for any thread.
 *
 * <p>Most segments have none, and an empty bitmap would do for them; but loading that library is a
 * fifth of the first open in a process, so a database without tombstones does not touch it.
 */
public final class DeletedRows {
  /** Of a segment without a tombstone file. */
  public static final DeletedRows NONE = new DeletedRows(null);

  private final @Nullable RoaringBitmap rows;

  private DeletedRows(@Nullable RoaringBitmap rows) {
    this.rows = rows;
  }

  /** Takes over {@code rows}, which nobody changes from here on. */
  public static DeletedRows of(RoaringBitmap rows) {
    return new DeletedRows(rows);
  }

  /** Whether {@code row} is deleted. */
  public boolean contains(int row) {
    return rows != null && rows.contains(row);
  }

  /** How many there are. */
  public long count() {
    return rows == null ? 0 : rows.getLongCardinality();
  }

  /** A bitmap of the caller's own. */
  public RoaringBitmap copy() {
    return rows == null ? new RoaringBitmap() : rows.clone();
  }
}
