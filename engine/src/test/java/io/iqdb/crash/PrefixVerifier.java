package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.Ledger;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Recovers and holds what is there to promises P1 and P2: the state after some prefix of the
 * operations, which has all that were acknowledged; searches agree with it. Then one more write has
 * to survive a reopening. Whatever one recovery showed, the next one shows too.
 */
final class PrefixVerifier {
  /** Above it, marks say which prefix a recovery showed. */
  private static final int SHOWN = 1_000_000;

  /** Above it, marks are the puts that verifications added. */
  private static final int ADDED = 2_000_000;

  private final Setup setup;
  private final History history;

  PrefixVerifier(Setup setup, History history) {
    this.setup = setup;
    this.history = history;
  }

  void verify(Directory recovered, Ledger ledger) throws Exception {
    State expected = verifyReading(recovered);
    long seed = seed(recovered);
    int added;
    try (Iqdb db = Doors.open(recovered, setup.config(), setup.options(), setup.tuning(seed))) {
      State found = check(db);
      if (expected != null) {
        assertEquals(expected, found, "what a reader saw, and what recovery made of it");
      }
      added = (int) count(ledger.started(), ADDED, Session.KILLED);
      int prefix = match(found, ledger);
      ledger.start(SHOWN + prefix);
      ledger.ack(SHOWN + prefix);
      VectorRecord more = added(added);
      ledger.start(ADDED + added);
      db.upsert(more);
      expected = found.after(List.of(new Edit.Put(more)));
      if (setup.acknowledgesAtOnce()) {
        ledger.ack(ADDED + added);
      }
    }
    ledger.ack(ADDED + added);
    try (Iqdb db = Doors.open(recovered, setup.config(), setup.options(), setup.tuning(~seed))) {
      assertEquals(expected, check(db), "after a write and a reopening");
      assertEquals(0, db.recovery().framesReplayed(), "frames left after a close");
    }
  }

  /** Chance of its own for each crash state, the same whenever it is verified again. */
  private static long seed(Directory recovered) throws IOException {
    long seed = 0x5EED;
    for (FileName name : new TreeSet<>(recovered.list())) {
      seed = seed * 0x9E3779B97F4A7C15L + name.toString().hashCode();
      seed = seed * 0x9E3779B97F4A7C15L + recovered.length(name);
    }
    return seed;
  }

  /** What a reader sees who comes before recovery; he changes nothing. */
  private @Nullable State verifyReading(Directory recovered) throws Exception {
    Set<?> files = recovered.list();
    try (Iqdb db = Doors.openReadOnly(recovered, setup.options())) {
      return check(db);
    } catch (NotADatabaseException notYet) {
      return null;
    } finally {
      assertEquals(files, recovered.list(), "a reader changed the directory");
    }
  }

  /** The record that the verification number {@code added} adds. */
  private VectorRecord added(int added) {
    float[] components = new float[setup.config().dimension()];
    components[0] = 500;
    components[1] = added;
    return VectorRecord.of(VectorId.of(5000L + added), Vector.of(components));
  }

  /** Which prefix {@code found} is, with the additions that belong to it. */
  private int match(State found, Ledger ledger) {
    int low = (int) largest(ledger.acked(), 0, SHOWN);
    int high = (int) largest(ledger.started(), 0, SHOWN);
    long shown = largest(ledger.acked(), SHOWN, ADDED);
    if (shown >= 0) {
      low = (int) shown;
      high = (int) shown;
    }
    for (int prefix = Math.max(0, high); prefix >= Math.max(0, low); prefix--) {
      for (List<Edit> additions : additions(ledger)) {
        if (found.equals(history.state(prefix).after(additions))) {
          return prefix;
        }
      }
    }
    throw new AssertionError(
        "recovered "
            + found
            + ", which is no prefix of "
            + low
            + " to "
            + high
            + " operations; with all of them acknowledged it would be "
            + history.state(Math.max(0, low))
            + "; ledger: "
            + ledger);
  }

  /**
   * What verifications may have added: all that was acknowledged, and any of the rest. One that a
   * crash undid does not keep the next verification from adding another.
   */
  private List<List<Edit>> additions(Ledger ledger) {
    int started = (int) count(ledger.started(), ADDED, Session.KILLED);
    List<List<Edit>> all = new ArrayList<>();
    for (int chosen = (1 << started) - 1; chosen >= 0; chosen--) {
      List<Edit> some = new ArrayList<>();
      boolean allowed = true;
      for (int i = 0; i < started; i++) {
        boolean in = (chosen >> i & 1) == 1;
        allowed &= in || !ledger.acked().contains((long) ADDED + i);
        if (in) {
          some.add(new Edit.Put(added(i)));
        }
      }
      if (allowed) {
        all.add(some);
      }
    }
    return all;
  }

  private static long largest(List<Long> marks, long from, long to) {
    return marks.stream()
            .mapToLong(mark -> mark)
            .filter(mark -> mark >= from && mark < to)
            .max()
            .orElse(from - 1)
        - from;
  }

  private static long count(List<Long> marks, long from, long to) {
    return marks.stream().filter(mark -> mark >= from && mark < to).count();
  }

  /** Holds searches and lookups to what a scan shows, which it returns. */
  static State check(Iqdb db) {
    State found = State.of(db, History.NAMES);
    List<VectorRecord> records = found.records();
    assertEquals(records.size(), db.size(), "size");
    Set<VectorId> ids = new HashSet<>();
    for (VectorRecord known : records) {
      if (!ids.add(known.id())) {
        throw new AssertionError(known.id() + " is there twice");
      }
      assertEquals(Optional.of(known), db.get(known.id()));
    }
    assertEquals(Optional.empty(), db.get(VectorId.of(987_654)));
    float[] origin = new float[db.config().dimension()];
    checkSearch(db, records, Vector.of(origin), 100);
    origin[0] = 4;
    origin[1] = 3;
    checkSearch(db, records, Vector.of(origin), 3);
    return found;
  }

  private static void checkSearch(Iqdb db, List<VectorRecord> records, Vector query, int k) {
    List<VectorRecord> nearest =
        records.stream()
            .sorted(Comparator.comparingDouble(known -> distance(known.vector(), query)))
            .limit(k)
            .toList();
    List<Hit> hits = db.search(Query.of(query, k));
    assertEquals(
        nearest.stream().map(VectorRecord::id).toList(), hits.stream().map(Hit::id).toList());
    for (int i = 0; i < hits.size(); i++) {
      assertEquals(
          distance(nearest.get(i).vector(), query), hits.get(i).distance(), 1e-6, "a distance");
      assertEquals(nearest.get(i).metadata(), hits.get(i).metadata(), "metadata");
    }
  }

  /** Exact in floats: components are small integers. */
  static float distance(Vector a, Vector b) {
    float[] x = new float[a.dimension()];
    float[] y = new float[b.dimension()];
    a.copyInto(x, 0);
    b.copyInto(y, 0);
    float sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return (float) Math.sqrt(sum);
  }
}
