package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.InvalidFilterException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteAllTest {
  private static final IqdbConfig LINE = IqdbConfig.of(1, DistanceMetric.EUCLIDEAN);

  @TempDir Path directory;

  private static VectorRecord record(int id, String colour) {
    return VectorRecord.of(VectorId.of(id), Vector.of(id), Metadata.of("colour", Value.of(colour)));
  }

  private static Filter is(String colour) {
    return Filter.eq("colour", Value.of(colour));
  }

  private static List<VectorRecord> mixed(int count) {
    return IntStream.range(0, count).mapToObj(i -> record(i, i % 3 == 0 ? "red" : "blue")).toList();
  }

  @Test
  void whatMatchesGoesFromSegmentsAndMemory() {
    try (Iqdb db = Iqdb.open(directory, LINE)) {
      db.upsertAll(mixed(3_000));
      db.flush();
      db.upsert(record(3_001, "red"));
      db.upsert(record(1, "red"));
      db.upsert(record(3, "blue"));
      assertEquals(1_001, db.deleteAll(is("red")));
      assertEquals(2_000, db.size());
      assertEquals(0, db.count(is("red")));
      assertEquals(2_000, db.count(is("blue")));
      assertEquals(0, db.deleteAll(is("red")));
      assertEquals(List.of(), db.snapshots());
    }
    try (Iqdb db = Iqdb.open(directory)) {
      assertEquals(2_000, db.size());
      assertEquals(0, db.count(is("red")));
    }
  }

  @Test
  void whatIsWrittenAnewMeanwhileStays() throws Exception {
    try (Iqdb db = Iqdb.open(directory, LINE)) {
      db.upsertAll(mixed(20_000));
      List<Integer> rewritten = new ArrayList<>();
      AtomicBoolean done = new AtomicBoolean();
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                // what is deleted was chosen when there is one
                Await.until("a snapshot", () -> !db.snapshots().isEmpty() || done.get());
                for (int id = 19_998; id >= 0; id -= 300) {
                  db.upsert(record(id, "red"));
                  rewritten.add(id);
                }
              });
      long deleted = db.deleteAll(is("red"));
      done.set(true);
      writer.join();
      // each was deleted and put again, or put again in time and left alone
      for (int id : rewritten) {
        assertTrue(db.contains(VectorId.of(id)), () -> "record " + id);
      }
      assertEquals(rewritten.size(), db.count(is("red")));
      assertTrue(deleted <= 6_667 && deleted >= 6_667 - rewritten.size(), () -> deleted + "");
    }
  }

  @Test
  void expiredRecordsAreNotCounted() {
    MovableClock clock = new MovableClock(1_000);
    try (Iqdb db = Iqdb.open(directory, LINE, OpenOptions.defaults().clock(clock))) {
      db.upsert(record(1, "red").expiresAt(2_000));
      db.upsert(record(2, "red"));
      clock.set(2_000);
      assertEquals(1, db.count(is("red")));
      assertEquals(1, db.deleteAll(is("red")));
      assertTrue(db.isEmpty());
    }
  }

  @Test
  void itIsRefusedWhereNothingCanBeWritten() {
    Iqdb db = Iqdb.open(directory, LINE);
    Filter deep = is("red");
    for (int i = 0; i < 70; i++) {
      deep = Filter.not(deep);
    }
    Filter malformed = deep;
    assertThrows(InvalidFilterException.class, () -> db.deleteAll(malformed));
    db.close();
    assertThrows(ClosedException.class, () -> db.deleteAll(is("red")));
    try (Iqdb reader = Iqdb.openReadOnly(directory)) {
      assertThrows(ReadOnlyException.class, () -> reader.deleteAll(is("red")));
    }
  }
}
