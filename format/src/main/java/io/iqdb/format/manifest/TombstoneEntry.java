package io.iqdb.format.manifest;

import io.iqdb.error.Require;
import io.iqdb.format.FileName;

/**
 * The tombstone file of a segment.
 *
 * @param generation in its name, from 1 on
 * @param length of the file
 * @param salt in its header
 * @param deleted how many rows it deletes
 */
public record TombstoneEntry(long generation, long length, long salt, long deleted) {
  /** Checks the ranges. */
  public TombstoneEntry {
    Require.argument(
        generation >= 1 && generation <= FileName.LARGEST,
        "tombstone generation %d is outside 1 to %d",
        generation,
        FileName.LARGEST);
    SegmentEntry.requireFileLength(length);
    Require.argument(
        deleted >= 1 && deleted <= Integer.MAX_VALUE, "%d deleted rows are no count", deleted);
  }
}
