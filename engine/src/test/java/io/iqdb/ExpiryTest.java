package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {
  private static final IqdbConfig LINE = IqdbConfig.of(1, DistanceMetric.EUCLIDEAN);

  @TempDir Path directory;

  private final MovableClock clock = new MovableClock(1_000);
  private final OpenOptions options = OpenOptions.defaults().clock(clock);

  private Iqdb open() {
    return Iqdb.open(directory, LINE, options);
  }

  private static VectorRecord at(long id, long expiresAt) {
    return VectorRecord.of(VectorId.of(id), Vector.of((float) id), Metadata.of("n", Value.of(id)))
        .expiresAt(expiresAt);
  }

  /** Holds every way to read to the records that are expected, in the order of insertion. */
  private static void assertHolds(Iqdb db, VectorRecord... expected) {
    List<VectorRecord> records = List.of(expected);
    List<VectorRecord> seen = new ArrayList<>();
    db.forEach(seen::add);
    assertEquals(records, seen);
    assertEquals(records.size(), db.size());
    assertEquals(records.isEmpty(), db.isEmpty());
    assertEquals(records.size(), db.info().records());
    Query query = Query.of(Vector.of(0), 100);
    List<VectorId> ids = records.stream().map(VectorRecord::id).toList();
    assertEquals(ids, sortedIds(db.search(query)));
    assertEquals(ids, sortedIds(db.search(query.filter(Filter.exists("n")))));
    assertEquals(
        List.of(ids), db.search(List.of(query)).stream().map(ExpiryTest::sortedIds).toList());
    for (long id = 0; id < 10; id++) {
      VectorId asked = VectorId.of(id);
      Optional<VectorRecord> known =
          records.stream().filter(record -> record.id().equals(asked)).findFirst();
      assertEquals(known, db.get(asked));
      assertEquals(known.isPresent(), db.contains(asked));
    }
  }

  private static List<VectorId> sortedIds(List<Hit> hits) {
    return hits.stream().map(Hit::id).toList();
  }

  @Test
  void aRecordIsThereUntilTheMomentItExpires() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 2_000));
      db.upsert(at(2, VectorRecord.NEVER));
      assertHolds(db, at(1, 2_000), at(2, VectorRecord.NEVER));
      clock.set(1_999);
      assertHolds(db, at(1, 2_000), at(2, VectorRecord.NEVER));
      clock.set(2_000);
      assertHolds(db, at(2, VectorRecord.NEVER));
    }
  }

  @Test
  void expiryHoldsInFlushedAndBulkSegmentsAndAfterReopening() {
    List<VectorRecord> many = new ArrayList<>();
    for (int i = 4; i < 8; i++) {
      many.add(at(i, i % 2 == 0 ? 3_000 : VectorRecord.NEVER));
    }
    try (Iqdb db = open()) {
      db.upsert(at(1, 2_000));
      db.upsert(at(2, 3_000));
      db.flush();
      db.write(WriteBatch.builder().upsert(at(3, 2_000)).build());
      db.upsertAll(many);
    }
    try (Iqdb db = open()) {
      assertEquals(7, db.size());
      clock.set(2_500);
      assertHolds(db, at(2, 3_000), many.get(0), many.get(1), many.get(2), many.get(3));
    }
    try (Iqdb reader = Iqdb.openReadOnly(directory, options)) {
      assertEquals(5, reader.size());
      clock.set(3_000);
      assertHolds(reader, many.get(1), many.get(3));
    }
  }

  @Test
  void aChunkThatIsASegmentKeepsExpiry() {
    try (Iqdb db = Iqdb.create(directory, IqdbConfig.of(64, DistanceMetric.DOT), options)) {
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 40_000; i++) {
        records.add(
            VectorRecord.of(VectorId.of(i), Vector.of(new float[64]))
                .expiresAt(i % 4 == 0 ? 2_000 : VectorRecord.NEVER));
      }
      db.upsertAll(records);
      assertEquals(1, db.info().segments().size());
      assertEquals(40_000, db.size());
      clock.set(2_000);
      assertEquals(30_000, db.size());
      assertEquals(30_000, db.search(Query.of(Vector.of(new float[64]), 40_000)).size());
    }
  }

  @Test
  void whatExpiredIsDeadToMergePolicies() {
    OpenOptions still = options.mergePolicy(new NoMergePolicy());
    try (Iqdb db = Iqdb.create(directory, LINE, still)) {
      db.write(halfUntil(2_000));
      db.flush();
      try (Iqdb reader = Iqdb.openReadOnly(directory, still)) {
        for (Iqdb open : List.of(db, reader)) {
          clock.set(1_999);
          long bytes = open.stats().liveBytes();
          assertEquals(20, open.segments().getFirst().liveRows());
          clock.set(2_000);
          assertEquals(10, open.segments().getFirst().liveRows());
          assertEquals(open.segments(), open.stats().segments());
          assertEquals((double) bytes / 2, (double) open.stats().liveBytes(), 1);
          MergePolicy policy = TieredMergePolicy.defaults();
          List<MergeSpec> plan = policy.plan(open.segments(), Set.of());
          assertEquals(List.of("deleted share"), plan.stream().map(MergeSpec::rule).toList());
          db.merges().pause();
          db.mergePolicy(policy);
          assertEquals(plan, db.merges().plan(), "what upkeep would do");
          db.mergePolicy(new NoMergePolicy());
        }
      }
    }
  }

  private static WriteBatch halfUntil(long expiry) {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int i = 0; i < 20; i++) {
      batch.upsert(at(i, i % 2 == 0 ? expiry : VectorRecord.NEVER));
    }
    return batch.build();
  }

  /** A log that is replayed needs them: merges leave them where they are. */
  @Test
  void whatExpiredBehindALogIsAliveToMergePolicies() {
    OpenOptions still = options.mergePolicy(new NoMergePolicy());
    try (Iqdb db = Iqdb.create(directory, IqdbConfig.of(64, DistanceMetric.DOT), still)) {
      db.upsertAll(
          LongStream.range(0, 40_000)
              .mapToObj(id ->
                  VectorRecord.of(VectorId.of(id), Vector.of(new float[64])).expiresAt(2_000)));
      clock.set(2_000);
      try (Iqdb reader = Iqdb.openReadOnly(directory, still)) {
        assertEquals(40_000, db.segments().getFirst().liveRows());
        assertEquals(40_000, reader.segments().getFirst().liveRows());
        db.flush();
        assertEquals(0, db.segments().getFirst().liveRows());
        reader.refresh();
        assertEquals(0, reader.segments().getFirst().liveRows());
      }
    }
  }

  @Test
  void deletingWhatHasExpiredSaysThatNothingWasThereAndIsFinal() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 2_000));
      db.flush();
      db.upsert(at(2, 2_000));
      db.upsert(at(3, 3_000));
      clock.set(2_000);
      assertFalse(db.delete(VectorId.of(1)));
      assertFalse(db.delete(VectorId.of(2)));
      assertTrue(db.delete(VectorId.of(3)));
      assertFalse(db.delete(VectorId.of(4)));
      clock.set(1_000); // whoever sets the clock back does not bring back what was deleted
      assertHolds(db);
    }
  }

  @Test
  void replacingGivesAnotherExpiry() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 2_000));
      db.upsert(at(2, VectorRecord.NEVER));
      db.flush();
      db.upsert(at(1, 5_000));
      db.upsert(at(2, 2_000));
      clock.set(2_000);
      assertHolds(db, at(1, 5_000));
      db.upsert(at(2, VectorRecord.NEVER));
      assertHolds(db, at(1, 5_000), at(2, VectorRecord.NEVER));
    }
    try (Iqdb db = open()) {
      assertHolds(db, at(1, 5_000), at(2, VectorRecord.NEVER));
    }
  }

  @Test
  void sizeCountsOnlyWhatExpiredAndStillLived() {
    try (Iqdb db = open()) {
      for (int i = 0; i < 6; i++) {
        db.upsert(at(i, 2_000));
      }
      db.flush();
      db.upsert(at(6, 2_000));
      db.upsert(at(7, VectorRecord.NEVER));
      db.delete(VectorId.of(0));
      db.upsert(at(1, VectorRecord.NEVER));
      clock.set(2_000);
      assertEquals(2, db.size());
      db.flush();
      assertEquals(2, db.size());
    }
  }

  @Test
  void aRecordMayBeWrittenThatHasExpiredAlready() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1));
      assertHolds(db);
    }
    try (Iqdb db = open()) {
      assertHolds(db);
    }
  }

  @Test
  void timesBeforeTheBeginningAreRefused() {
    VectorRecord record = VectorRecord.of(VectorId.of(1), Vector.of(1));
    assertThrows(InvalidArgumentException.class, () -> record.expiresAt(0));
    assertThrows(InvalidArgumentException.class, () -> record.expiresAt(-5));
    assertThrows(InvalidArgumentException.class, () -> record.expiresAt(Instant.EPOCH));
    assertThrows(InvalidArgumentException.class, () -> record.expiresAt(Instant.MIN));
    assertEquals(VectorRecord.NEVER, record.expiresAt(Instant.MAX).expiresAt());
    assertEquals(7, record.expiresAt(Instant.ofEpochMilli(7)).expiresAt());
    assertTrue(record.neverExpires());
  }
}
