package io.iqdb.recovery;

import io.iqdb.wal.ReplayReport;
import io.iqdb.wal.WalReplay;
import io.iqdb.write.LiveTables;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The logs of one manifest, from where they were read to on; used by one thread at a time, beside a
 * writer in another process.
 */
final class LogTail {
  private final WalReplay logs;
  private final Replay visitor;
  private final LiveTables tables;

  LogTail(WalReplay logs, Replay visitor, LiveTables tables) {
    this.logs = logs;
    this.visitor = visitor;
    this.tables = tables;
  }

  /**
   * Applies what was written since to the tables, behind the sequence that anybody sees. After a
   * failure the tables are good for those who see them, but not for going on.
   */
  void advance() throws IOException {
    try {
      ReplayReport report = logs.readBesideWriter(visitor);
      tables.skipTo(report.nextSequence() - 1);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  /** Whether a marker was met whose segment the manifest does not name. */
  boolean missedSegment() {
    return visitor.missedSegment();
  }
}
