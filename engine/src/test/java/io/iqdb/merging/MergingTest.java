package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Await;
import io.iqdb.BulkOptions;
import io.iqdb.DatabaseInfo;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Optimization;
import io.iqdb.error.ClosedException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.Require;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Content;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.store.sim.SimImage;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Merges of an open database, from its doors. */
class MergingTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(3, DistanceMetric.EUCLIDEAN);
  private static final OpenOptions OPTIONS =
      OpenOptions.defaults().access(Access.COPY).mergePolicy(new NoMergePolicy());

  private final SimDirectory disk = SimDirectory.empty();

  private Iqdb open() {
    return open(OPTIONS);
  }

  private Iqdb open(OpenOptions options) {
    return Doors.open(CheckedDirectory.of(disk), CONFIG, options, Tuning.defaults());
  }

  private static VectorRecord record(long id, long version) {
    return VectorRecord.of(
        VectorId.of(id),
        Vector.of((float) id, (float) version, 1),
        Metadata.of("version", Value.of(version)));
  }

  private static void put(Iqdb db, long version, long... ids) {
    for (long id : ids) {
      db.upsert(record(id, version));
    }
  }

  private static List<VectorRecord> records(Iqdb db) {
    List<VectorRecord> all = new ArrayList<>();
    db.forEach(all::add);
    return all;
  }

  private static int segments(Iqdb db) {
    return db.info().segments().size();
  }

  private List<FileName> files(FileKind kind) throws Exception {
    return disk.list().stream().filter(name -> name.kind() == kind).sorted().toList();
  }

  /** Files go a little after the last view that holds them. */
  private void awaitSegmentFiles(int count) {
    Await.until("files to go", () -> files(FileKind.SEGMENT).size() <= count);
  }

  @Test
  void segmentsBecomeOneWithoutTheRowsThatDied() throws Exception {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2, 3, 4);
      db.flush();
      put(db, 2, 3, 5);
      db.delete(VectorId.of(1));
      db.flush();
      put(db, 3, 6);
      db.flush();
      List<VectorRecord> before = records(db);
      Doors.merge(db, Specs::everything).join();
      assertEquals(1, segments(db));
      assertEquals(5, db.info().segments().getFirst().rows());
      assertEquals(before, records(db));
      assertEquals(5, db.size());
      awaitSegmentFiles(1);
      assertEquals(List.of(), files(FileKind.TOMBSTONE));
      MergeRecord merge = db.merges().history().getLast();
      assertEquals(Outcome.DONE, merge.outcome());
      assertEquals(7, merge.rowsIn());
      assertEquals(5, merge.rowsOut());
      assertEquals(files(FileKind.SEGMENT).getFirst().number(), merge.result());
    }
    try (Iqdb db = open()) {
      assertEquals(
          List.of(2L, 4L, 3L, 5L, 6L),
          records(db).stream().map(known -> ((VectorId.U64) known.id()).value()).toList());
    }
  }

  @Test
  void tiesKeepTheOrderOfInsertion() {
    try (Iqdb db = open()) {
      Vector same = Vector.of(1, 1, 1);
      for (long id : new long[] {5, 3, 9}) {
        db.upsert(VectorId.of(id), same);
        db.flush();
      }
      db.upsert(VectorId.of(5), same);
      db.flush();
      Doors.merge(db, Specs::everything).join();
      assertEquals(
          List.of(VectorId.of(3), VectorId.of(9), VectorId.of(5)),
          db.search(Query.of(same, 9)).stream().map(hit -> hit.id()).toList());
    }
  }

  @Test
  void segmentsWithoutLivingRowsGoWithoutASuccessor() throws Exception {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2);
      db.flush();
      put(db, 1, 3);
      db.flush();
      db.delete(VectorId.of(1));
      db.delete(VectorId.of(2));
      Doors.merge(db, segments -> Specs.eachAlone(segments).subList(0, 1)).join();
      assertEquals(1, segments(db));
      awaitSegmentFiles(1);
      assertEquals(0, db.merges().history().getLast().result());
    }
    try (Iqdb db = open()) {
      assertEquals(List.of(record(3, 1)), records(db));
    }
  }

  @Test
  void whatDiesWhileAMergeRunsStaysDead() {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2, 3);
      db.flush();
      put(db, 1, 4, 5);
      db.flush();
      AtomicInteger batches = new AtomicInteger();
      Doors.watchMerges(
          db,
          _ -> {
            if (batches.incrementAndGet() == 1) {
              db.delete(VectorId.of(2));
              put(db, 2, 4);
              db.flush(); // the deaths go into tombstone files of the sources
              db.delete(VectorId.of(5));
              db.upsertAll(List.of(record(1, 3)), BulkOptions.defaults());
            }
          });
      Doors.merge(db, Specs::everything).join();
      assertEquals(List.of(record(3, 1), record(4, 2), record(1, 3)), records(db));
      assertEquals(3, db.size());
    }
    try (Iqdb db = open()) {
      assertEquals(List.of(record(3, 1), record(4, 2), record(1, 3)), records(db));
      Doors.merge(db, Specs::everything).join();
      assertEquals(3, db.info().segments().getFirst().rows());
    }
  }

  @Test
  void aMergeThatIsAbortedAtAnyBatchLeavesNothing() throws Exception {
    boolean done = false;
    int aborted = 0;
    for (int at = 1; !done; at++) {
      try (Iqdb db = open()) {
        if (db.isEmpty()) {
          put(db, 1, 1, 2, 3);
          db.flush();
          put(db, 2, 3, 4);
          db.flush();
        }
        List<VectorRecord> before = records(db);
        List<FileName> files = files(FileKind.SEGMENT);
        AtomicInteger count = new AtomicInteger();
        int stop = at;
        Doors.watchMerges(
            db,
            _ -> {
              if (count.incrementAndGet() == stop) {
                db.merges().abort();
              }
            });
        Optimization merge = Doors.merge(db, Specs::everything);
        merge.join();
        // cancelled at once, over a little later
        Await.until("the end of a merge", () -> !db.merges().history().isEmpty());
        done = db.merges().history().getLast().outcome() == Outcome.DONE;
        if (!done) {
          aborted++;
          assertTrue(merge.isCancelled());
          assertEquals(Outcome.ABORTED, db.merges().history().getLast().outcome());
          assertEquals(files, files(FileKind.SEGMENT));
          assertEquals(List.of(), files(FileKind.TEMPORARY));
        }
        assertEquals(before, records(db));
      }
    }
    assertTrue(aborted >= 3, aborted + " batches");
  }

  @Test
  void closingAbortsAMergeAndLeavesNothing() throws Exception {
    Iqdb db = open();
    put(db, 1, 1, 2);
    db.flush();
    put(db, 2, 2, 3);
    db.flush();
    List<FileName> files = files(FileKind.SEGMENT);
    CountDownLatch reached = new CountDownLatch(1);
    Doors.watchMerges(
        db,
        _ -> {
          db.merges().pause();
          reached.countDown();
        });
    Optimization merge = Doors.merge(db, Specs::everything);
    reached.await();
    db.close();
    assertThrows(ClosedException.class, merge::join);
    assertEquals(files, files(FileKind.SEGMENT));
    assertEquals(List.of(), files(FileKind.TEMPORARY));
  }

  @Test
  void pausedMergesHoldStillUntilTheyAreResumed() throws Exception {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2);
      db.flush();
      put(db, 2, 2, 3);
      db.flush();
      db.merges().pause();
      Optimization merge = Doors.merge(db, Specs::everything);
      assertFalse(merge.join(java.time.Duration.ofMillis(20)));
      assertTrue(db.merges().paused());
      assertEquals(2, segments(db));
      put(db, 3, 7);
      db.merges().resume();
      merge.join();
      assertEquals(1, segments(db));
      assertEquals(1, merge.progress());
    }
  }

  @Test
  void damageInASourceIsReportedAndTheSourcesStay() throws Exception {
    try (Iqdb db = open(OPTIONS.access(Access.MAPPED))) {
      for (int i = 0; i < 3; i++) {
        int from = i * 3000; // vectors begin in the first block and end in another one
        db.upsertAll(IntStream.range(from, from + 3000).mapToObj(id -> record(id, 1)));
        db.flush();
      }
    }
    FileName victim = files(FileKind.SEGMENT).get(1);
    Map<FileName, Content> damaged = new HashMap<>(disk.image().files());
    byte[] bytes = Require.nonNull(damaged.get(victim)).toBytes();
    bytes[100_000] ^= 4; // among the vectors
    damaged.put(victim, Content.of(bytes));
    SimDirectory rotten = SimDirectory.of(SimImage.of(damaged));
    try (Iqdb db =
        Doors.open(
            CheckedDirectory.of(rotten),
            CONFIG,
            OPTIONS.access(Access.MAPPED),
            Tuning.defaults())) {
      Optimization merge = Doors.merge(db, Specs::everything);
      CorruptFileException found = assertThrows(CorruptFileException.class, merge::join);
      assertEquals(victim.toString(), found.file());
      assertEquals(3, segments(db));
      assertEquals(
          List.of(victim.number()), List.copyOf(Doors.mergeTrouble(db).orElseThrow().damaged()));
      assertEquals(Outcome.FAILED, db.merges().history().getLast().outcome());
      db.upsert(record(99_999, 1)); // the writer goes on
      db.flush();
      assertTrue(rotten.list().contains(victim));
    }
  }

  @Test
  void aFullDiskRefusesAMergeAndHeals() throws Exception {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2, 3);
      db.flush();
      put(db, 2, 3, 4);
      db.flush();
      long used = 0;
      for (FileName name : disk.list()) {
        used += disk.length(name);
      }
      disk.limitTo(used + 100);
      assertThrows(DiskFullException.class, Doors.merge(db, Specs::everything)::join);
      assertEquals(2, segments(db));
      disk.limitTo(Long.MAX_VALUE);
      Doors.merge(db, Specs::everything).join();
      assertEquals(1, segments(db));
    }
  }

  @Test
  void aMergeThatNeedsMoreMemoryThanItMayTakeIsSplitOrRefused() {
    try (Iqdb db =
        open(OPTIONS.mergeScheduling(MergeScheduling.defaults().withMemoryBytes(4 << 20)))) {
      for (int i = 0; i < 600; i++) { // whose long ids two segments cannot keep in 4 MiB
        db.upsert(VectorId.of("x".repeat(1000) + i), Vector.of(1, 2, 3));
        if (i % 300 == 299) {
          db.flush();
        }
      }
      Doors.merge(db, Specs::everything).join();
      assertEquals(2, segments(db));
      assertEquals(Outcome.REFUSED, db.merges().history().getLast().outcome());
    }
  }

  @Test
  void upkeepFollowsFlushesAndBulkLoads() throws Exception {
    try (Iqdb db = open(OPTIONS.mergePolicy(new Specs.Eager()))) {
      for (int i = 0; i < 10; i++) {
        put(db, i, i, 100, i + 1);
        db.flush();
      }
      db.merges().run().join();
      assertEquals(1, segments(db));
      assertEquals(12, db.size());
      assertTrue(
          db.merges().history().stream().anyMatch(merge -> merge.spec().rule().equals("eager")));
    }
  }

  @Test
  void optimizingFlushesAndMergesEverything() {
    try (Iqdb db = open(OPTIONS.mergePolicy(new Specs.Eager()))) {
      db.merges().pause();
      put(db, 1, 1, 2);
      db.flush();
      put(db, 2, 2, 3);
      db.merges().resume();
      db.optimize().join();
      DatabaseInfo info = db.info();
      assertEquals(1, info.segments().size());
      assertEquals(3, info.segments().getFirst().rows());
      assertEquals(0, info.segments().getFirst().deleted());
    }
  }

  @Test
  void reclaimingLeavesSegmentsWithoutDeadRowsAlone() throws Exception {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2);
      db.flush();
      put(db, 1, 3, 4);
      db.flush();
      db.delete(VectorId.of(3));
      FileName untouched = files(FileKind.SEGMENT).getFirst();
      Optimization reclaim = Doors.merge(db, segments -> new Specs.Eager().reclaim(segments));
      reclaim.join();
      assertTrue(files(FileKind.SEGMENT).contains(untouched));
      assertEquals(2, segments(db));
      assertEquals(
          3, db.info().segments().stream().mapToLong(DatabaseInfo.SegmentInfo::rows).sum());
    }
  }

  @Test
  void openViewsKeepReadingWhatWasMergedAway() {
    try (Iqdb db = open()) {
      put(db, 1, 1, 2, 3);
      db.flush();
      put(db, 2, 4);
      db.flush();
      List<VectorRecord> before = records(db);
      List<VectorRecord> seen = new ArrayList<>();
      db.forEach(known -> {
        if (seen.isEmpty()) {
          Doors.merge(db, Specs::everything).join();
          put(db, 9, 2);
        }
        seen.add(known);
      });
      assertEquals(before, seen);
    }
  }
}
