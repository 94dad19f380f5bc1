package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);

  @TempDir Path scratch;

  private Iqdb open() {
    return Iqdb.open(
        scratch.resolve("db"), CONFIG, OpenOptions.defaults().mergePolicy(new NoMergePolicy()));
  }

  private static void fill(Iqdb db, int from, int count) {
    for (int id = from; id < from + count; id++) {
      db.upsert(VectorId.of(id), Vector.of(id, 1));
    }
  }

  @Test
  void countsWhatWasGivenAndWritten() {
    try (Iqdb db = open()) {
      fill(db, 0, 10);
      DatabaseStats inMemory = db.stats();
      assertEquals(10, inMemory.records());
      assertEquals(10, inMemory.memory().rows());
      assertTrue(inMemory.written().given() > 0);
      assertTrue(inMemory.written().logged() > inMemory.written().given());
      assertEquals(0, inMemory.written().flushed());
      assertTrue(Double.isNaN(inMemory.spaceAmplification()));

      db.flush();
      DatabaseStats flushed = db.stats();
      assertEquals(0, flushed.memory().rows());
      assertEquals(1, flushed.segments().size());
      assertEquals(flushed.segments().getFirst().bytes(), flushed.written().flushed());
      assertEquals(0, flushed.written().merged());
      assertTrue(flushed.spaceAmplification() >= 1);
      assertTrue(flushed.writeAmplification() > 1);
    }
  }

  @Test
  void deletedRowsShowAsSpaceThatIsNotAlive() {
    try (Iqdb db = open()) {
      fill(db, 0, 100);
      db.flush();
      long before = db.stats().liveBytes();
      for (int id = 0; id < 50; id++) {
        db.delete(VectorId.of(id));
      }
      assertEquals((double) before / 2, (double) db.stats().liveBytes(), 1);
      assertEquals(50, db.stats().segments().getFirst().liveRows());
    }
  }

  @Test
  void mergesAreInTheHistoryWithTheirReason() {
    try (Iqdb db = open()) {
      for (int round = 0; round < 3; round++) {
        fill(db, 10 * round, 10);
        db.flush();
      }
      db.mergePolicy(TieredMergePolicy.defaults());
      db.optimize().join();
      DatabaseStats stats = db.stats();
      List<MergeRecord> history = stats.merging().history();
      assertEquals(1, history.size());
      assertEquals("optimize", history.getFirst().spec().rule());
      assertEquals(30, history.getFirst().rowsOut());
      assertEquals(history.getFirst().bytesOut(), stats.written().merged());
      assertEquals(1, stats.segments().size());
    }
  }

  @Test
  void bulkLoadsCountAsWrittenOnce() {
    try (Iqdb db = open()) {
      List<VectorRecord> records =
          LongStream.range(0, 300_000)
              .mapToObj(id -> VectorRecord.of(VectorId.of(id), Vector.of((float) id, 2)))
              .toList();
      db.upsertAll(records);
      DatabaseStats stats = db.stats();
      assertTrue(stats.written().loaded() > 0);
      assertEquals(1, stats.writeAmplification(), 0.01);
    }
  }

  @Test
  void snapshotsThatAreHeldAreListed() {
    try (Iqdb db = open()) {
      fill(db, 0, 1);
      try (Snapshot held = db.snapshot("a report")) {
        assertEquals(1, held.size());
        assertEquals("a report", db.stats().snapshots().getFirst().holder());
      }
      assertEquals(List.of(), db.stats().snapshots());
    }
  }

  @Test
  void healthyDatabaseHasNoProblems() {
    try (Iqdb db = open()) {
      assertTrue(db.health().isWell());
      assertTrue(db.health().writable());
    }
    try (Iqdb reader = Iqdb.openReadOnly(scratch.resolve("db"))) {
      assertTrue(reader.health().isWell());
      assertFalse(reader.health().writable());
    }
  }
}
