package io.iqdb.torture;

import io.iqdb.Iqdb;
import io.iqdb.types.VectorRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What a writer that is alone, and whose every change sets a bookmark, must have written when a
 * reader sees a certain bookmark: all operations up to it. Goes forward only; used by one thread.
 */
final class Ledger {
  private final Operations operations;
  private final State before = new State(0);
  private int number = -1;
  private int read;

  Ledger(Operations operations) {
    this.operations = operations;
  }

  /**
   * What must be there.
   *
   * @param number of the newest operation
   * @param state after it
   * @param batchMark the bookmark of batches
   * @param bulkMark the bookmark of bulk loads
   */
  record Entry(int number, State state, long batchMark, long bulkMark) {
    /** {@code all} that was found is what must be there, and nothing else. */
    void requireHeld(Collection<VectorRecord> all, Records records) {
      Map<Integer, Long> found = new HashMap<>();
      for (VectorRecord record : all) {
        found.put(Records.Place.of(record.id()).slot(), Records.fingerprint(record));
      }
      state
          .difference(new State.Dump(found, batchMark, bulkMark), records)
          .ifPresent(difference -> {
            throw new AssertionError("at operation " + number + ": " + difference);
          });
    }
  }

  /** Of the newest operation that was asked for. */
  int number() {
    return number;
  }

  /** What {@code db}, which nobody refreshes meanwhile, must hold by its bookmarks. */
  Entry at(Iqdb db) {
    long batchMark = Marks.stored(db, 0, Marks.BATCH);
    long bulkMark = Marks.stored(db, 0, Marks.BULK);
    State state = advance(batchMark, bulkMark);
    return new Entry(number, state, batchMark, bulkMark);
  }

  private State advance(long batchMark, long bulkMark) {
    int batch = batchMark == Marks.NONE ? -1 : Marks.number(batchMark);
    int bulk = bulkMark == Marks.NONE ? -1 : Marks.number(bulkMark);
    int newest = Math.max(batch, bulk);
    int newestRead = bulk > batch ? Marks.read(bulkMark) : 0;
    if (newest < number || (newest == number && newestRead < read)) {
      throw new AssertionError("went back from " + number + " to " + newest);
    }
    for (int next = Math.max(0, number); next < newest; next++) {
      before.apply(operations.at(next));
    }
    number = newest;
    read = newestRead;
    State state = before.copy();
    if (newest >= 0) {
      Operation last = operations.at(newest);
      if (last instanceof Operation.Bulk load) {
        state.apply(load, newestRead);
      } else {
        state.apply(last);
      }
    }
    return state;
  }
}
