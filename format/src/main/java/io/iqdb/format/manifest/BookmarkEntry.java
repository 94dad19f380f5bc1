package io.iqdb.format.manifest;

import io.iqdb.error.Require;
import io.iqdb.types.Bookmark;

/**
 * The newest bookmark of a name.
 *
 * @param bookmark name and value
 * @param sequence when it was written
 */
public record BookmarkEntry(Bookmark bookmark, long sequence) {
  /** Checks the sequence. */
  public BookmarkEntry {
    Require.argument(sequence >= 0, "bookmark sequence %d is negative", sequence);
  }
}
