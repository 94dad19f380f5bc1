package io.iqdb.write;

import io.iqdb.view.Current;
import io.iqdb.view.View;
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

  /** Shows readers the tables as they are, after tables were added or replaced. */
  void publishTables() {
    current.publish(tables.visible(undertaker));
  }

  /** Shows readers what was written into the tables they know. */
  void publishRows() {
    current.publish(tables.visible(current.newest().view()));
  }
}
