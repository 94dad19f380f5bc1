package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.CollectionName;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.CrashReport;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.Ledger;
import io.iqdb.store.sim.Workload;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ruling 10: a crash while a checkpoint is made leaves a complete copy or none, and no harm to the
 * original; a copy that was promised is there.
 */
class CheckpointCrashTest {
  private static final Setup SETUP = Setup.of(2).reserve(512);
  private static final CollectionName COPY = new CollectionName(1);

  /** In the ledger: the checkpoint, and the writes before it as one. */
  private static final long WRITES = 1;

  private static final long CHECKPOINT = 2;

  private static VectorRecord at(long id, long version) {
    return VectorRecord.of(VectorId.of(id), Vector.of((float) id, (float) version));
  }

  /** What the copy shows. */
  private static final List<VectorRecord> EXPECTED = List.of(at(2, 1), at(3, 1), at(1, 2));

  private static final Workload WORKLOAD =
      (directory, ledger) -> {
        try (Iqdb db = Doors.open(directory, SETUP.config(), SETUP.options(), SETUP.tuning(1))) {
          ledger.start(WRITES);
          db.upsert(at(1, 1));
          db.upsert(at(2, 1));
          db.flush();
          db.upsert(at(3, 1));
          db.upsert(at(4, 1));
          db.delete(VectorId.of(4));
          db.upsert(at(1, 2));
          ledger.ack(WRITES);
          ledger.start(CHECKPOINT);
          Directory target = directory.createChild(COPY);
          directory.syncNames(); // as whoever creates a directory does
          Doors.checkpoint(db, target);
          ledger.ack(CHECKPOINT);
          db.delete(VectorId.of(2));
          db.upsert(at(5, 1));
          db.flush();
        }
      };

  private static List<VectorRecord> records(Iqdb db) {
    List<VectorRecord> records = new ArrayList<>();
    db.forEach(records::add);
    return records;
  }

  private static void verify(Directory recovered, Ledger ledger) throws IOException {
    try (Iqdb db = Doors.open(recovered, SETUP.config(), SETUP.options(), SETUP.tuning(7))) {
      assertTrue(!ledger.isAcked(WRITES) || db.get(VectorId.of(1)).isPresent(), "the original");
      assertTrue(!ledger.isAcked(WRITES) || db.size() >= 2, "the original");
    }
    boolean there = isThere(recovered);
    assertTrue(there || !ledger.isAcked(CHECKPOINT), "a promised copy is missing");
    assertFalse(there && !ledger.isStarted(CHECKPOINT), "a copy of nothing");
  }

  private static boolean isThere(Directory recovered) throws IOException {
    if (!recovered.children().contains(COPY)) {
      return false;
    }
    try (Iqdb copy = Doors.openReadOnly(recovered.openChild(COPY), SETUP.options())) {
      assertEquals(EXPECTED, records(copy), "read only");
    } catch (NotADatabaseException | CorruptFileException unfinished) {
      return false;
    }
    try (Iqdb copy = Doors.open(recovered.openChild(COPY), SETUP.options())) {
      assertEquals(EXPECTED, records(copy));
      copy.upsert(at(9, 9));
    }
    try (Iqdb copy = Doors.open(recovered.openChild(COPY), SETUP.options())) {
      assertEquals(EXPECTED.size() + 1, copy.size(), "the copy takes writes");
    }
    return true;
  }

  private static CrashLab lab(CrashModel model) {
    return CrashLab.of(WORKLOAD, CheckpointCrashTest::verify).model(model).threads(2);
  }

  @ParameterizedTest
  @EnumSource(CrashModel.class)
  void everyCrashLeavesACompleteCopyOrNone(CrashModel model) throws Exception {
    CrashReport report = lab(model).run();
    System.out.println("checkpoint: " + report);
    report.assertClean();
    assertTrue(report.distinctStates() > 50, report::toString);
  }

  /** The copy is promised before its names are durable. */
  @Test
  void copyWhoseNamesAreNotSyncedIsFound() throws Exception {
    Workload careless =
        (directory, ledger) ->
            WORKLOAD.run(
                new ForwardingDirectory(directory) {
                  @Override
                  public Directory createChild(CollectionName name) throws IOException {
                    return new ForwardingDirectory(super.createChild(name)) {
                      @Override
                      public void syncNames() {
                        // acknowledged, not done
                      }
                    };
                  }
                },
                ledger);
    CrashReport report =
        CrashLab.of(careless, CheckpointCrashTest::verify).model(CrashModel.WEAK).threads(2).run();
    assertFalse(report.isClean(), "a copy was promised whose names may vanish");
  }

  /** Ruling 10: each directory created has its parent synced. */
  @Test
  void copyWhoseDirectoryIsNotSyncedIsFound() throws Exception {
    assertTrue(report(true).isClean());
    assertFalse(report(false).isClean(), "a copy was promised whose directory may vanish");
  }

  /** Where the original has nothing to flush, nobody else syncs the name. */
  private static CrashReport report(boolean parentSynced) throws Exception {
    Workload workload =
        (directory, ledger) -> {
          try (Iqdb db = Doors.open(directory, SETUP.config(), SETUP.options(), SETUP.tuning(1))) {
            EXPECTED.forEach(db::upsert);
            db.flush();
            ledger.start(CHECKPOINT);
            Directory target = directory.createChild(COPY);
            if (parentSynced) {
              directory.syncNames();
            }
            Doors.checkpoint(db, target);
            ledger.ack(CHECKPOINT);
          }
        };
    return CrashLab.of(workload, CheckpointCrashTest::verify)
        .model(CrashModel.WEAK)
        .threads(2)
        .run();
  }
}
