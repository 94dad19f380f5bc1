package io.iqdb.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.Snapshot;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens a database for reading, or refreshes one that it has open, once for each line of its input,
 * beside one writer whose every change sets a bookmark. Holds what it sees against all operations
 * up to that bookmark. Whatever it did not expect ends it.
 */
public final class ReaderChild {
  private final Operations operations;
  private final State before = new State(0);
  private int number = -1;
  private int read;

  private ReaderChild(Operations operations) {
    this.operations = operations;
  }

  /** Directory and seed; answers with the number of the last operation that it saw. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    ReaderChild child = new ReaderChild(new Operations(seed, 1, 0, true));
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    int opened = 0;
    try (Iqdb first = Iqdb.openReadOnly(path);
        Iqdb following = Iqdb.openReadOnly(path);
        Snapshot held = following.snapshot()) {
      Records records = new Records(first.config().dimension());
      Map<VectorId, VectorRecord> then = StateCheck.contents(first, records, seed);
      List<VectorRecord> kept = held.stream(Snapshot.Order.ID).toList();
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        if (line.equals("refresh")) {
          following.refresh();
          child.look(following, records);
        } else {
          OpenOptions options = Setting.options(Mix.of(seed, opened++));
          try (Iqdb db = Iqdb.openReadOnly(path, options)) {
            child.look(db, records);
          }
        }
        System.out.println(child.number);
      }
      if (!StateCheck.sameOrder(
          then.values(), StateCheck.contents(first, records, seed).values())) {
        throw new AssertionError("what was opened first changed meanwhile");
      }
      if (!kept.equals(held.stream(Snapshot.Order.ID).toList())) {
        throw new AssertionError("a snapshot changed under refreshes");
      }
    }
    System.out.println("unchanged");
  }

  private void look(Iqdb db, Records records) {
    Map<Integer, Long> found = new HashMap<>();
    for (VectorRecord record : StateCheck.contents(db, records, number).values()) {
      found.put(Records.Place.of(record.id()).slot(), Records.fingerprint(record));
    }
    long batchMark = Marks.stored(db, 0, Marks.BATCH);
    long bulkMark = Marks.stored(db, 0, Marks.BULK);
    State state = advance(batchMark, bulkMark);
    state
        .difference(new State.Dump(found, batchMark, bulkMark), records)
        .ifPresent(difference -> {
          throw new AssertionError("at operation " + number + ": " + difference);
        });
  }

  /** All operations up to the newest mark. */
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
