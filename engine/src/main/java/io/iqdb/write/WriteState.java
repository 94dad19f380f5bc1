package io.iqdb.write;

import io.iqdb.format.wal.EncodedRecords;
import io.iqdb.policy.Limits;
import io.iqdb.view.Current;
import io.iqdb.view.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the leader of the write queue works on.
 *
 * @param storage the files
 * @param commits which of them are the truth
 * @param log the write-ahead log
 * @param tables segments and memtables
 * @param bookmarks the newest of each name
 * @param health whether writing goes on
 * @param current what readers see
 * @param undertaker of views that nobody holds any more
 */
record WriteState(
    Storage storage,
    Commits commits,
    WriteAheadLog log,
    LiveTables tables,
    Bookmarks bookmarks,
    WriterHealth health,
    Current current,
    Consumer<View> undertaker) {
  /** Refuses a change that comes after a failure or after the end. */
  void requireWritable() {
    health.check();
    current.newest(); // throws where the database is closed
  }

  /** Whether no row waits for a segment: then a flush takes little, and gives a log back. */
  boolean onlyDeletions() {
    View view = current.acquire().view();
    try {
      return view.memtables().stream().allMatch(memtable -> memtable.get().rows() == 0);
    } finally {
      view.release();
    }
  }

  /** For the leader: deletes those of {@code rows} that still live. */
  PendingWrite deletionOfLiving(List<SeenRow> rows) throws IOException {
    List<Change> changes = new ArrayList<>(rows.size());
    EncodedRecords encoded = new EncodedRecords(Limits.MAX);
    for (SeenRow row : rows) {
      if (tables.livesAs(row)) {
        changes.add(new Change.Remove(row.id(), 0));
        encoded.delete(row.id());
      }
    }
    return new PendingWrite(changes, encoded);
  }

  /** Shows readers the tables as they are, after tables were added or replaced. */
  void publishTables() {
    current.publish(tables.visible(undertaker));
  }

  /** Shows readers what was written into the tables they know. */
  void publishRows() {
    current.publish(tables.visible(current.newest().view()));
  }
}
