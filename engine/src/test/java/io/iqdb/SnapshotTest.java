package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.DimensionMismatchException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.InvalidFilterException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  private static final IqdbConfig LINE = IqdbConfig.of(1, DistanceMetric.EUCLIDEAN);
  private static final Filter EVEN = Filter.eq("even", Value.of(true));

  @TempDir Path directory;

  private final MovableClock clock = new MovableClock(1_000);

  private Iqdb open() {
    return Iqdb.open(directory, LINE, OpenOptions.defaults().clock(clock));
  }

  private static VectorRecord at(int id, int x) {
    return VectorRecord.of(
        VectorId.of(id), Vector.of(x), Metadata.of("even", Value.of(id % 2 == 0)));
  }

  private static List<VectorRecord> list(Snapshot snapshot, Snapshot.Order order) {
    return snapshot.stream(order).toList();
  }

  @Test
  void aSnapshotStaysAsItWasWhileEverythingChanges() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1));
      db.upsert(at(2, 2));
      db.flush();
      db.upsert(at(3, 3));
      try (Snapshot snapshot = db.snapshot()) {
        db.upsert(at(1, 9));
        db.delete(VectorId.of(2));
        db.upsert(at(4, 0));
        db.flush();
        db.delete(VectorId.of(3));
        db.flush();
        List<VectorRecord> then = List.of(at(1, 1), at(2, 2), at(3, 3));
        assertEquals(then, list(snapshot, Snapshot.Order.INSERTION));
        assertEquals(then, list(snapshot, Snapshot.Order.ID));
        List<VectorRecord> visited = new ArrayList<>();
        snapshot.forEach(visited::add);
        assertEquals(then, visited);
        assertEquals(3, snapshot.size());
        assertEquals(1, snapshot.count(EVEN));
        assertEquals(Optional.of(at(2, 2)), snapshot.get(VectorId.of(2)));
        assertTrue(snapshot.contains(VectorId.of(3)));
        assertFalse(snapshot.contains(VectorId.of(4)));
        Query query = Query.of(Vector.of(0), 9);
        List<VectorId> ids = then.stream().map(VectorRecord::id).toList();
        assertEquals(ids, snapshot.search(query).stream().map(Hit::id).toList());
        assertEquals(List.of(snapshot.search(query)), snapshot.search(List.of(query)));
        try (Snapshot later = db.snapshot()) {
          assertEquals(List.of(at(1, 9), at(4, 0)), list(later, Snapshot.Order.INSERTION));
        }
      }
    }
  }

  @Test
  void nothingExpiresInASnapshot() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1).expiresAt(2_000));
      db.flush();
      db.upsert(at(2, 2).expiresAt(2_000));
      try (Snapshot before = db.snapshot()) {
        clock.set(2_000);
        try (Snapshot after = db.snapshot()) {
          assertEquals(2, before.size());
          assertEquals(2, list(before, Snapshot.Order.ID).size());
          assertEquals(1, before.count(EVEN));
          assertEquals(0, after.size());
          assertEquals(List.of(), list(after, Snapshot.Order.ID));
          assertEquals(List.of(), list(after, Snapshot.Order.INSERTION));
          assertEquals(0, after.count(EVEN));
          assertEquals(0, db.count(EVEN));
        }
      }
    }
  }

  @Test
  void idsComeAsUnsignedNumbersAndThenAsUnsignedBytes() {
    List<VectorId> ids = new ArrayList<>();
    for (long number : new long[] {0, 1, 7, 341, 342, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1}) {
      ids.add(VectorId.of(number));
    }
    for (String text : List.of("A", "AA", "AB", "a", "aa", "aaaaaaaa", "aaaaaaaab", "b", "z")) {
      ids.add(VectorId.of(text));
    }
    ids.add(VectorId.of(new byte[] {(byte) 0x80}));
    ids.add(VectorId.of(new byte[] {-1, 0}));
    try (Iqdb db = open()) {
      List<VectorId> mixed = new ArrayList<>(ids);
      Collections.shuffle(mixed, new Random(4));
      for (int i = 0; i < mixed.size(); i++) {
        db.upsert(mixed.get(i), Vector.of(i));
        if (i % 6 == 5) {
          db.flush();
        }
      }
      try (Snapshot snapshot = db.snapshot()) {
        List<VectorRecord> records = list(snapshot, Snapshot.Order.ID);
        assertEquals(ids, records.stream().map(VectorRecord::id).toList());
        for (int limit = 1; limit < 9; limit++) {
          assertEquals(records, pages(snapshot, Snapshot.Order.ID, limit));
        }
      }
    }
  }

  private static List<VectorRecord> pages(Snapshot snapshot, Snapshot.Order order, int limit) {
    Page page = snapshot.page(order, limit);
    List<VectorRecord> all = new ArrayList<>(page.records());
    while (page.more()) {
      assertEquals(limit, page.records().size());
      page = snapshot.page(page.next(), limit);
      all.addAll(page.records());
    }
    return all;
  }

  @Test
  void idsOverManyPagesOfAFileComeInOrder() {
    try (Iqdb db = open()) {
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        long id = i * 2_654_435_761L % 5_003;
        records.add(VectorRecord.of(VectorId.of(id), Vector.of(i)));
        records.add(VectorRecord.of(VectorId.of("name " + 7 * id), Vector.of(i)));
      }
      db.upsertAll(records);
      db.flush();
      records.sort(Comparator.comparing(VectorRecord::id));
      try (Snapshot snapshot = db.snapshot()) {
        assertEquals(records, list(snapshot, Snapshot.Order.ID));
        assertEquals(records, pages(snapshot, Snapshot.Order.ID, 97));
      }
    }
  }

  @Test
  void aTokenGoesOnInALaterSnapshot() {
    try (Iqdb db = open()) {
      for (int id : new int[] {10, 20, 30, 40}) {
        db.upsert(at(id, id));
      }
      String byId;
      String byInsertion;
      try (Snapshot snapshot = db.snapshot()) {
        byId = snapshot.page(Snapshot.Order.ID, 2).next();
        byInsertion = snapshot.page(Snapshot.Order.INSERTION, 9).next();
      }
      db.upsert(at(5, 5));
      db.delete(VectorId.of(20));
      db.upsert(at(25, 25));
      db.upsert(at(30, 31));
      db.flush();
      try (Snapshot later = db.snapshot()) {
        assertEquals(List.of(at(25, 25), at(30, 31), at(40, 40)), later.page(byId, 9).records());
        Page written = later.page(byInsertion, 9);
        assertEquals(List.of(at(5, 5), at(25, 25), at(30, 31)), written.records());
        assertFalse(written.more());
        assertEquals(List.of(), later.page(written.next(), 9).records());
      }
      db.upsert(at(50, 50));
      try (Snapshot last = db.snapshot()) {
        assertEquals(
            List.of(at(30, 31), at(50, 50)), last.page(byInsertion, 9).records().subList(2, 4));
      }
    }
  }

  @Test
  void pagingAnEmptyDatabaseGoesOnOnceThereIsSomething() {
    try (Iqdb db = open()) {
      for (Snapshot.Order order : Snapshot.Order.values()) {
        Page empty;
        try (Snapshot snapshot = db.snapshot()) {
          empty = snapshot.page(order, 1);
          assertEquals(List.of(), empty.records());
          assertFalse(empty.more());
        }
        db.upsert(at(1, 1));
        try (Snapshot snapshot = db.snapshot()) {
          assertEquals(List.of(at(1, 1)), snapshot.page(empty.next(), 1).records());
        }
        db.delete(VectorId.of(1));
      }
    }
  }

  @Test
  void whatIsNoTokenOrNoLimitIsRefused() {
    try (Iqdb db = open();
        Snapshot snapshot = db.snapshot()) {
      for (String text :
          List.of("", "x", "!", "AAAA", "cw", "bg", "bgAA", "Yg", "A".repeat(9_999))) {
        assertThrows(InvalidArgumentException.class, () -> snapshot.page(text, 1), text);
      }
      assertThrows(InvalidArgumentException.class, () -> snapshot.page(Snapshot.Order.ID, 0));
      assertThrows(
          DimensionMismatchException.class, () -> snapshot.search(Query.of(Vector.of(1, 2), 1)));
      Filter tooDeep = EVEN;
      for (int i = 0; i < 70; i++) {
        tooDeep = Filter.not(tooDeep);
      }
      Filter refused = tooDeep;
      assertThrows(InvalidFilterException.class, () -> snapshot.count(refused));
      assertThrows(InvalidFilterException.class, () -> db.count(refused));
    }
  }

  @Test
  void aClosedSnapshotSaysSoWhateverItIsAsked() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1));
      db.upsert(at(2, 2));
      Snapshot snapshot = db.snapshot();
      Iterator<VectorRecord> records = snapshot.iterator(Snapshot.Order.ID);
      assertEquals(at(1, 1), records.next());
      snapshot.close();
      snapshot.close();
      assertClosed("the snapshot was closed", records::next);
      assertClosed("the snapshot was closed", () -> snapshot.get(VectorId.of(1)));
      assertClosed("the snapshot was closed", snapshot::size);
      assertClosed("the snapshot was closed", () -> snapshot.count(EVEN));
      assertClosed("the snapshot was closed", () -> snapshot.search(Query.of(Vector.of(1), 1)));
      assertClosed("the snapshot was closed", () -> snapshot.page(Snapshot.Order.ID, 1));
      assertClosed("the snapshot was closed", () -> snapshot.stream(Snapshot.Order.ID));
      assertEquals(2, db.size());
    }
  }

  private static void assertClosed(String message, Executable use) {
    assertEquals(message, assertThrows(ClosedException.class, use).getMessage());
  }

  @Test
  void closingTheDatabaseClosesItsSnapshots() {
    Snapshot snapshot;
    Iqdb db = open();
    db.upsert(at(1, 1));
    snapshot = db.snapshot();
    db.close();
    assertClosed(
        "the snapshot was closed, for its database was closed", () -> snapshot.get(VectorId.of(1)));
    assertThrows(ClosedException.class, db::snapshot);
    assertThrows(ClosedException.class, db::snapshots);
    snapshot.close();
  }

  @Test
  void openSnapshotsAreListedOldestFirst() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1));
      Snapshot first = db.snapshot("a long report");
      clock.set(5_000);
      db.upsert(at(2, 1));
      try (Snapshot second = db.snapshot()) {
        List<SnapshotInfo> held = db.snapshots();
        assertEquals(
            List.of("a long report", Thread.currentThread().getName()),
            held.stream().map(SnapshotInfo::holder).toList());
        assertEquals(1_000, held.getFirst().since().toEpochMilli());
        assertEquals(5_000, second.time().toEpochMilli());
        assertEquals(first.sequence() + 1, second.sequence());
        assertEquals(second.sequence(), held.getLast().sequence());
        first.close();
        assertEquals(1, db.snapshots().size());
      }
      assertEquals(List.of(), db.snapshots());
    }
  }

  @Test
  void aSnapshotNobodyCanReachIsLetGoOf() {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1));
      db.snapshot("forgotten");
      long waited = 0;
      for (int round = 0; round < 200 && !db.snapshots().isEmpty(); round++) {
        System.gc();
        waited +=
            LongStream.range(0, 100_000).boxed().toList().size(); // the cleaner needs a moment
      }
      assertEquals(List.of(), db.snapshots(), () -> "still there");
      assertTrue(waited >= 0);
    }
  }

  @Test
  void deletedFilesOfASnapshotStayReadable() throws Exception {
    try (Iqdb db = open()) {
      db.upsert(at(1, 1));
      db.flush();
      try (Snapshot snapshot = db.snapshot()) {
        try (var files = Files.newDirectoryStream(directory, "seg-*")) {
          Files.delete(files.iterator().next());
        }
        assertEquals(List.of(at(1, 1)), list(snapshot, Snapshot.Order.ID));
      }
    }
  }
}
