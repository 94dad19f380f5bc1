package io.iqdb.write;

import io.iqdb.types.Bookmark;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import org.jspecify.annotations.Nullable;

/** One change, checked and encoded by the thread that asked for it. Takes one sequence number. */
public sealed interface Change {
  /**
   * Adds or replaces a record.
   *
   * @param id of it
   * @param vector of the database's dimension
   * @param metadata encoded, or null
   * @param expiresAt UTC milliseconds, or {@link io.iqdb.memtable.Memtable#NEVER}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Put(VectorId id, Vector vector, byte @Nullable [] metadata, long expiresAt)
      implements Change {}

  /**
   * Deletes a record, if it is there.
   *
   * @param id of it
   * @param now a record that expired then or before is deleted too, but does not count as there
   */
  record Remove(VectorId id, long now) implements Change {}

  /**
   * Sets a bookmark.
   *
   * @param bookmark to set
   */
  record Mark(Bookmark bookmark) implements Change {}
}
