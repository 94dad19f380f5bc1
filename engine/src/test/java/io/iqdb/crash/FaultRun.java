package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.BulkOptions;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.WriteBatch;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts, deletes, flushes, loads, closes and reopens while the disk fails, and holds every outcome
 * to the promises: errors are typed; a full disk refuses and heals; any other failure of a change
 * ends the writer and leaves the readers; nothing acknowledged is lost, nothing refused appears.
 */
final class FaultRun {
  private final Setup setup;
  private final SimDirectory disk = SimDirectory.empty();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private State expected = State.EMPTY;
  private long version;
  private boolean healed;
  private @Nullable Iqdb db;

  FaultRun(Setup setup) {
    this.setup = setup;
  }

  SimDirectory disk() {
    return disk;
  }

  /** How often which error came. */
  Map<String, Integer> outcomes() {
    return outcomes;
  }

  /** Everything, under {@code plan}, which is over when the database is opened after a failure. */
  void run(FaultPlan plan) {
    disk.inject(plan);
    reopen();
    for (int round = 0; round < 2; round++) {
      put(1);
      put(2);
      delete(1);
      flush();
      put(3);
      put(2);
      delete(3);
      bulk(2, 4, 5, 1, 6, 7, 8);
      put(9);
      flush();
      delete(4);
      reopen();
      put(4);
    }
    disk.inject(FaultPlan.none());
    reopen();
    put(10);
    close();
    reopen();
    close();
    // names belong to no opening: the next one syncs them, but publishes anew first
    List<String> files = new ArrayList<>(disk.syncedAfterFailure());
    files.removeIf(name -> name.equals("names"));
    assertEquals(List.of(), files, "synced again after a failure");
  }

  private VectorRecord at(long id) {
    version++;
    float[] components = new float[setup.config().dimension()];
    components[0] = id;
    components[1] = version;
    return VectorRecord.of(VectorId.of(id), Vector.of(components));
  }

  void put(long id) {
    VectorRecord put = at(id);
    change(List.of(new Edit.Put(put)), open -> open.upsert(put));
  }

  void delete(long id) {
    change(List.of(new Edit.Remove(VectorId.of(id))), open -> open.delete(VectorId.of(id)));
  }

  /** All of it happens, or none: one chunk. */
  void bulk(long... ids) {
    List<VectorRecord> records = new ArrayList<>();
    List<Edit> edits = new ArrayList<>();
    for (long id : ids) {
      records.add(at(id));
      edits.add(new Edit.Put(records.getLast()));
    }
    // two records are beyond the small chunk, and the rest of the chunk follows them
    change(edits, open -> open.upsertAll(records, BulkOptions.defaults().chunkBytes(1L << 30)));
  }

  void batch(long... ids) {
    WriteBatch.Builder batch = WriteBatch.builder();
    List<Edit> edits = new ArrayList<>();
    for (long id : ids) {
      VectorRecord put = at(id);
      batch.upsert(put);
      edits.add(new Edit.Put(put));
    }
    change(edits, open -> open.write(batch.build()));
  }

  void flush() {
    change(List.of(), Iqdb::flush);
  }

  private interface Change {
    void on(Iqdb open);
  }

  private void change(List<Edit> edits, Change change) {
    Iqdb open = db();
    State next = expected.after(edits);
    try {
      change.on(open);
      expected = next;
    } catch (DiskFullException full) {
      note(full);
    } catch (IqdbException failure) {
      note(failure);
      assertShows(open, "readers go on");
      assertThrows(WriterFailedException.class, () -> open.upsert(at(77)), failure.toString());
      assertShows(open, "what was refused does not appear");
      recover(next);
      return;
    }
    assertShows(open, "after " + edits);
  }

  private void assertShows(Iqdb open, String when) {
    assertEquals(expected, State.of(open, History.NAMES), when);
    assertEquals(expected.records().size(), open.size(), when);
  }

  /** The disk is well again; what was attempted last may be there or not. */
  private void recover(State attempted) {
    close();
    heal();
    Iqdb open = open();
    State found = State.of(open, History.NAMES);
    if (!found.equals(expected)) {
      assertEquals(attempted, found, "after " + expected);
      expected = found;
    }
  }

  private void heal() {
    if (!healed) {
      assertEquals(List.of(), disk.syncedAfterFailure(), "synced again after a failure");
    }
    healed = true;
    disk.inject(FaultPlan.none());
  }

  void close() {
    Iqdb open = db;
    db = null;
    if (open != null) {
      try {
        open.close();
      } catch (IqdbException failure) {
        note(failure);
      }
    }
  }

  void reopen() {
    close();
    try {
      open();
    } catch (IqdbException failure) {
      note(failure);
      heal();
      open();
    }
    assertShows(db(), "after reopening");
  }

  private Iqdb open() {
    db =
        Doors.open(
            CheckedDirectory.of(disk), setup.config(), setup.options(), setup.tuning(++version));
    return db();
  }

  Iqdb db() {
    if (db == null) {
      throw new IllegalStateException("closed");
    }
    return db;
  }

  private void note(IqdbException failure) {
    outcomes.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
  }
}
