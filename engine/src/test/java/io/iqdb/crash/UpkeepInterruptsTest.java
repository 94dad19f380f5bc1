package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Catalog;
import io.iqdb.DatabaseCheck;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenCollection;
import io.iqdb.OpenOptions;
import io.iqdb.Optimization;
import io.iqdb.Page;
import io.iqdb.Snapshot;
import io.iqdb.WriteBatch;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R26 for merging, snapshots, copies, purges, catalogs and readers that follow: whoever is
 * interrupted at any moment of such a call finds that it completed, with the interrupt flag set,
 * and a database that goes on. The one call that waits for a while, and says so, throws {@link
 * InterruptedException} instead.
 */
class UpkeepInterruptsTest {
  private static final int ROUNDS = 20;
  private static final int STAYING = 60;
  private static final long GOING = 1_000;
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final Filter GOES = Filter.eq("goes", Value.of(true));
  private static final Query QUERY = Query.of(Vector.of(1, 1), 3);

  private static final OpenOptions OPTIONS =
      OpenOptions.defaults()
          .fsync(FsyncPolicy.NEVER)
          .memtableBytes(64 << 10)
          .mergePolicy(
              TieredMergePolicy.defaults().withSegmentsPerTier(2).withFloorBytes(16 << 10));

  @TempDir Path folder;

  private int copies;

  private static VectorRecord record(long number) {
    return VectorRecord.of(
        VectorId.of(number),
        Vector.of((float) number, 1),
        Metadata.builder().put("goes", number >= GOING).build());
  }

  /** Records that stay, some of them written anew, in a segment; and some to be rid of. */
  private static void fill(Iqdb db, int round) {
    db.write(
        WriteBatch.builder()
            .upsert(record(round % STAYING))
            .upsert(record(GOING + round))
            .upsert(record(GOING + round + 1))
            .bookmark(Bookmark.of("round", new byte[] {(byte) round}))
            .build());
    db.flush();
  }

  private static void assertHolds(Iqdb db) {
    assertEquals(STAYING, db.count(Filter.not(GOES)));
    for (long number = 0; number < STAYING; number++) {
      assertEquals(Optional.of(record(number)), db.get(VectorId.of(number)));
    }
  }

  /** Everything that was added since {@code InterruptsTest} and completes. */
  private List<Runnable> calls(Iqdb db, Iqdb reader, int round) {
    List<Runnable> calls = new ArrayList<>();
    calls.add(() -> fill(db, round));
    calls.add(() -> look(db));
    calls.add(() -> assertEquals(2, db.search(List.of(QUERY, QUERY)).size()));
    calls.add(() -> assertTrue(db.count(GOES) <= 2));
    calls.add(() -> ask(db));
    calls.add(() -> db.optimize().join());
    calls.add(() -> db.merges().run().join());
    calls.add(() -> {
      Optimization given = db.reclaim();
      assertTrue(given.progress() <= 1);
      given.cancel();
      given.join();
      assertTrue(given.isOver());
    });
    calls.add(() -> {
      db.merges().pause();
      assertTrue(db.merges().paused());
      db.merges().resume();
      db.merges().abort();
    });
    calls.add(() -> {
      db.mergePolicy(db.mergePolicy());
      db.mergeScheduling(db.mergeScheduling());
    });
    calls.add(() -> db.purge(List.of(VectorId.of(GOING + round))));
    calls.add(() -> assertFalse(db.contains(VectorId.of(GOING + round))));
    calls.add(() -> assertTrue(db.deleteAll(GOES) <= 2));
    calls.add(() -> copy(db));
    calls.add(() -> {
      reader.refresh();
      assertHolds(reader);
      assertEquals(db.size(), reader.size());
    });
    return calls;
  }

  private static void look(Iqdb db) {
    try (Snapshot snapshot = db.snapshot("whoever is interrupted")) {
      long size = snapshot.size();
      assertEquals(STAYING, snapshot.count(Filter.not(GOES)));
      assertEquals(Optional.of(record(1)), snapshot.get(VectorId.of(1)));
      assertEquals(3, snapshot.search(QUERY).size());
      assertEquals(1, snapshot.search(List.of(QUERY)).size());
      assertEquals(size, snapshot.stream(Snapshot.Order.ID).count());
      assertEquals(size, snapshot.stream(Snapshot.Order.INSERTION).count());
      Page page = snapshot.page(Snapshot.Order.ID, 7);
      assertEquals(7, snapshot.page(page.next(), 7).records().size());
      snapshot.forEach(record -> assertEquals(2, record.vector().dimension()));
      assertFalse(db.snapshots().isEmpty());
    }
  }

  private static void ask(Iqdb db) {
    assertTrue(db.health().writable());
    assertTrue(db.stats().records() >= STAYING);
    assertEquals(db.segments().size(), db.info().segments().size());
    assertTrue(db.bookmark("round").isPresent());
    assertTrue(db.merges().plan().size() < 100);
    assertTrue(db.merges().running().size() < 100);
    assertTrue(db.merges().history().size() <= 256);
  }

  private void copy(Iqdb db) {
    Path path = folder.resolve("copy-" + copies++);
    db.checkpoint(path);
    try (Iqdb opened = Iqdb.open(path, OPTIONS)) {
      assertHolds(opened);
      opened.upsert(record(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void upkeepCompletesUnderInterrupts(boolean virtual) throws Exception {
    Path path = folder.resolve("database");
    try (Iqdb db = Iqdb.create(path, CONFIG, OPTIONS)) {
      db.upsertAll(LongStream.range(0, STAYING).mapToObj(UpkeepInterruptsTest::record));
      fill(db, 0);
      try (Iqdb reader = Iqdb.openReadOnly(path, OPTIONS)) {
        Interrupts.Tally tally =
            Interrupts.during(
                virtual,
                calls -> {
                  for (int round = 0; round < ROUNDS; round++) {
                    calls(db, reader, round).forEach(calls::makeTwice);
                  }
                });
        assertTrue(tally.sent() > 50 && tally.kept() > 50, tally.toString());
      }
      assertHolds(db);
      assertTrue(db.health().writable());
    }
    try (Iqdb db = Iqdb.open(path, OPTIONS)) {
      assertHolds(db);
    }
    assertTrue(DatabaseCheck.run(path, 3).clean());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void catalogsCompleteUnderInterrupts(boolean virtual) throws Exception {
    Path path = folder.resolve("catalog");
    try (Catalog catalog = Catalog.open(path)) {
      Interrupts.Tally tally =
          Interrupts.during(
              virtual,
              calls -> {
                for (int round = 0; round < ROUNDS; round++) {
                  calls.makeTwice(() -> collection(catalog));
                }
              });
      assertTrue(tally.sent() > 20 && tally.kept() >= ROUNDS, tally.toString());
      assertEquals(List.of(), catalog.list());
    }
    try (Catalog catalog = Catalog.open(path)) {
      collection(catalog);
    }
  }

  private static void collection(Catalog catalog) {
    try (OpenCollection made = catalog.create("one", CONFIG)) {
      made.database().upsert(record(1));
    }
    catalog.rename("one", "other");
    assertEquals(1, catalog.list().size());
    try (OpenCollection found = catalog.open("other")) {
      assertEquals(Optional.of(record(1)), found.database().get(VectorId.of(1)));
    }
    catalog.drop("other");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void openingAndClosingCompleteUnderInterrupts(boolean virtual) throws Exception {
    Path path = folder.resolve("database");
    Interrupts.Tally tally =
        Interrupts.during(
            virtual,
            calls -> {
              for (int round = 0; round < ROUNDS; round++) {
                long number = round;
                calls.makeTwice(() -> {
                  try (Iqdb db = Iqdb.open(path, CONFIG, OPTIONS)) {
                    db.upsert(record(number));
                    db.optimize();
                  }
                });
              }
            });
    assertTrue(tally.sent() > 20 && tally.kept() >= ROUNDS, tally.toString());
    try (Iqdb db = Iqdb.open(path, OPTIONS)) {
      assertEquals(ROUNDS, db.size());
    }
  }

  @Test
  void waitingForAWhileIsInterruptedAndTheMergesGoOn() throws Exception {
    try (Iqdb db = Iqdb.create(folder.resolve("database"), CONFIG, OPTIONS)) {
      fill(db, 0);
      fill(db, 1);
      db.merges().pause();
      Optimization held = db.optimize();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> held.join(Duration.ofHours(1)));
      assertFalse(Thread.interrupted(), "thrown and set");
      assertFalse(held.isOver());
      db.merges().resume();
      held.join();
      assertEquals(1, db.segments().size());
    }
  }
}
