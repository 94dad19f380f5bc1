package io.iqdb.interleaving;

import io.iqdb.Iqdb;
import io.iqdb.Snapshot;
import io.iqdb.types.VectorRecord;
import java.util.List;

/** A snapshot that several threads search until one of them closes it. */
final class SharedSnapshot {
  private final Snapshot snapshot;
  private final List<VectorRecord> records;
  private volatile boolean closing;

  private SharedSnapshot(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.records = snapshot.stream(Snapshot.Order.INSERTION).toList();
  }

  static SharedSnapshot of(Iqdb db, String holder) {
    return new SharedSnapshot(db.snapshot(holder));
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** What it showed when it was taken, in the order of insertion. */
  List<VectorRecord> records() {
    return records;
  }

  /** Whether somebody began to close it: then it may refuse. */
  boolean isClosing() {
    return closing;
  }

  void close() {
    closing = true;
    snapshot.close();
  }
}
