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
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Opens a database for reading, or refreshes one that it has open, once for each line of its input,
 * beside one writer whose every change sets a bookmark. Holds what it sees against all operations
 * up to that bookmark. Whatever it did not expect ends it.
 */
public final class ReaderChild {
  private final Ledger ledger;

  private ReaderChild(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Directory and seed; answers with the number of the last operation that it saw. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    ReaderChild child =
        new ReaderChild(new Ledger(new Operations(seed, 1, 0, Operations.Style.MARKED)));
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
        System.out.println(child.ledger.number());
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
    Ledger.Entry entry = ledger.at(db);
    Collection<VectorRecord> all = StateCheck.contents(db, records, entry.number()).values();
    entry.requireHeld(all, records);
  }
}
