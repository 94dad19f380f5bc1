package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
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

  /** Two segments, merged, and another one. */
  private DatabaseStats mergeOnce(Iqdb db) {
    fill(db, 0, 10);
    db.flush();
    fill(db, 10, 10);
    db.flush();
    db.mergePolicy(TieredMergePolicy.defaults());
    db.optimize().join();
    fill(db, 20, 10);
    db.flush();
    DatabaseStats stats = db.stats();
    assertEquals(1, stats.merging().history().size());
    return stats;
  }

  @Test
  void whatWasMergedIsKnownAfterReopening() {
    DatabaseStats before;
    try (Iqdb db = open()) {
      before = mergeOnce(db);
    }
    try (Iqdb db = open()) {
      assertEquals(before.merging().history(), db.stats().merging().history());
      assertEquals(before.lifetime(), db.stats().lifetime());
      db.mergePolicy(TieredMergePolicy.defaults());
      db.optimize().join();
      List<MergeRecord> history = db.merges().history();
      assertEquals(2, history.size());
      assertEquals(before.merging().history().getFirst(), history.getFirst());
      assertEquals(2, db.stats().lifetime().merges());
    }
    try (Iqdb db = open()) {
      assertEquals(2, db.merges().history().size());
    }
  }

  @Test
  void readersBesideTheWriterSeeWhatItMerged() {
    try (Iqdb db = open();
        Iqdb early = Iqdb.openReadOnly(scratch.resolve("db"))) {
      assertEquals(List.of(), early.stats().merging().history());
      assertEquals(0, early.stats().lifetime().sinceMillis());
      DatabaseStats stats = mergeOnce(db);
      try (Iqdb late = Iqdb.openReadOnly(scratch.resolve("db"))) {
        assertEquals(stats.merging().history(), late.stats().merging().history());
        assertEquals(stats.lifetime(), late.stats().lifetime());
      }
      assertTrue(early.refresh());
      assertEquals(stats.merging().history(), early.stats().merging().history());
      assertEquals(stats.lifetime(), early.stats().lifetime());
    }
  }

  @Test
  void theLifetimeCountsWhatBecameSegments() {
    try (Iqdb db = open()) {
      assertEquals(new DatabaseStats.Lifetime(0, 0, 0, 0, 0), db.stats().lifetime());
      assertTrue(Double.isNaN(db.stats().lifetime().writeAmplification()));
      DatabaseStats stats = mergeOnce(db);
      DatabaseStats.Lifetime lifetime = stats.lifetime();
      assertTrue(lifetime.sinceMillis() > 0);
      assertEquals(1, lifetime.merges());
      assertEquals(stats.written().flushed(), lifetime.bytesAdded());
      assertEquals(stats.written().merged(), lifetime.bytesOut());
      assertEquals(stats.merging().history().getFirst().bytesIn(), lifetime.bytesIn());
      assertEquals(
          (double) (lifetime.bytesAdded() + lifetime.bytesOut()) / lifetime.bytesAdded(),
          lifetime.writeAmplification());
    }
  }

  @Test
  void mergesThatDidNotComeAboutAreForgottenAtTheEnd() {
    try (Iqdb db = open()) {
      for (int segment = 0; segment < 2; segment++) {
        WriteBatch.Builder batch = WriteBatch.builder();
        for (int i = 0; i < 300; i++) { // two cannot keep so many long ids in 4 MiB
          batch.upsert(VectorId.of("x".repeat(1000) + (300 * segment + i)), Vector.of(1, 2));
        }
        db.write(batch.build());
        db.flush();
      }
      db.mergePolicy(TieredMergePolicy.defaults());
      db.mergeScheduling(db.mergeScheduling().withMemoryBytes(4 << 20));
      db.optimize().join();
      assertEquals(Outcome.REFUSED, db.merges().history().getFirst().outcome());
    }
    try (Iqdb db = open()) {
      assertEquals(List.of(), db.merges().history());
    }
  }

  @Test
  void aCheckpointTakesTheHistoryAlong() {
    try (Iqdb db = open()) {
      DatabaseStats stats = mergeOnce(db);
      db.checkpoint(scratch.resolve("copy"));
      try (Iqdb copy = Iqdb.open(scratch.resolve("copy"))) {
        assertEquals(stats.merging().history(), copy.stats().merging().history());
        assertEquals(stats.lifetime(), copy.stats().lifetime());
      }
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
