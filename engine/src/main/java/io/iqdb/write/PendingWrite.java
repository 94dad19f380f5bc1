package io.iqdb.write;

import io.iqdb.format.wal.EncodedRecords;
import java.util.List;

/**
 * One caller's changes on their way through the queue: all of them happen, or none. At least one.
 */
public final class PendingWrite {
  private final List<Change> changes;
  private final EncodedRecords encoded;
  private boolean removed;

  /** Of changes and their encoding for the log. */
  public PendingWrite(List<Change> changes, EncodedRecords encoded) {
    this.changes = changes;
    this.encoded = encoded;
  }

  List<Change> changes() {
    return changes;
  }

  EncodedRecords encoded() {
    return encoded;
  }

  /** Whether it only deletes: then it is served on a full disk, too. */
  boolean onlyDeletes() {
    return changes.stream().allMatch(change -> change instanceof Change.Remove);
  }

  int bytes() {
    return encoded.bytes();
  }

  void removed(boolean found) {
    removed |= found;
  }

  /** Whether a record was there to delete; once the write is acknowledged. */
  public boolean removed() {
    return removed;
  }
}
