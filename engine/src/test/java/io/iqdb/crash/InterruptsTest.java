package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.BulkOptions;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.policy.Access;
import io.iqdb.store.FsDirectory;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * R26: callers are interrupted at any moment of any call. Every call completes, keeps the interrupt
 * flag, and the database goes on.
 */
class InterruptsTest {
  private static final int ROUNDS = 150;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"false, MAPPED", "true, MAPPED", "false, COPY", "true, COPY"})
  void interruptedCallersChangeNothing(boolean virtual, Access access) throws Exception {
    Setup setup = Setup.of(2).access(access).reserve(1 << 16);
    Path path = folder.resolve("database");
    Interrupts.Tally tally;
    try (Iqdb db = open(path, setup)) {
      tally =
          Interrupts.during(
              virtual,
              calls -> {
                for (int round = 0; round < ROUNDS; round++) {
                  calls(db, round).forEach(calls::makeTwice);
                }
              });
      assertHolds(db);
    }
    try (Iqdb db = open(path, setup)) {
      assertHolds(db);
    }
    assertTrue(tally.sent() > 50 && tally.kept() > 50, tally.toString());
  }

  /** Everything that writes and reads. */
  private static List<Runnable> calls(Iqdb db, int round) {
    VectorId id = VectorId.of(round);
    List<Runnable> calls = new ArrayList<>();
    calls.add(() -> db.upsert(id, Vector.of(round, 1)));
    calls.add(() -> db.upsert(VectorId.of(100_000), Vector.of(round, 2)));
    calls.add(() -> db.delete(VectorId.of(100_000)));
    calls.add(() -> assertEquals(1, db.search(Query.of(Vector.of(round, 1), 1)).size()));
    calls.add(() -> assertTrue(db.get(id).isPresent()));
    calls.add(() -> db.forEach(known -> assertTrue(known.vector().dimension() == 2)));
    calls.add(db::sync);
    calls.add(db::info);
    if (round % 10 == 0) {
      calls.add(db::flush);
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        records.add(VectorRecord.of(VectorId.of(200_000 + i), Vector.of(i, i)));
      }
      calls.add(() -> db.upsertAll(records, BulkOptions.defaults().chunkBytes(4 << 10)));
    }
    return calls;
  }

  private static Iqdb open(Path path, Setup setup) throws Exception {
    return Doors.open(
        FsDirectory.create(path), setup.config(), setup.options(), setup.tuning(path.hashCode()));
  }

  private static void assertHolds(Iqdb db) {
    assertEquals(ROUNDS + 10, db.size());
    for (int round = 0; round < ROUNDS; round++) {
      assertEquals(
          Vector.of(round, 1), db.get(VectorId.of(round)).map(VectorRecord::vector).orElseThrow());
    }
  }
}
