package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.DimensionMismatchException;
import io.iqdb.error.InvalidConfigException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IqdbTest {
  private static final IqdbConfig PLANE = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("a/b/database");
  }

  private static Vector at(float x, float y) {
    return Vector.of(x, y);
  }

  private static List<VectorId> ids(List<Hit> hits) {
    return hits.stream().map(Hit::id).toList();
  }

  @Test
  void whatWasWrittenIsFoundAtOnceAndAfterReopening() {
    try (Iqdb db = Iqdb.open(path(), PLANE)) {
      db.upsert(VectorId.of(1), at(0, 0), Metadata.of("kind", Value.of("origin")));
      db.upsert(VectorId.of("two"), at(3, 4));
      assertEquals(
          List.of(VectorId.of(1), VectorId.of("two")), ids(db.search(Query.of(at(0, 0), 5))));
    }
    try (Iqdb db = Iqdb.open(path())) {
      assertEquals(0, db.recovery().framesReplayed());
      List<Hit> hits = db.search(Query.of(at(0, 0), 5));
      assertEquals(
          List.of(
              new Hit(VectorId.of(1), 0f, Metadata.of("kind", Value.of("origin"))),
              new Hit(VectorId.of("two"), 5f, null)),
          hits);
      assertEquals(
          Optional.of(VectorRecord.of(VectorId.of("two"), at(3, 4))), db.get(VectorId.of("two")));
      assertEquals(2, db.size());
    }
  }

  @Test
  void replacingAndDeletingActOnRowsOfFlushedSegments() {
    OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
    try (Iqdb db = Iqdb.create(path(), PLANE, options)) {
      db.upsert(VectorId.of(1), at(1, 0));
      db.upsert(VectorId.of(2), at(2, 0));
      db.upsert(VectorId.of(3), at(3, 0));
      db.flush();
      db.upsert(VectorId.of(1), at(9, 0));
      assertTrue(db.delete(VectorId.of(2)));
      assertFalse(db.delete(VectorId.of(2)));
      assertEquals(List.of(VectorId.of(3), VectorId.of(1)), ids(db.search(Query.of(at(0, 0), 5))));
      assertEquals(2, db.size());
      db.flush();
      assertEquals(List.of(VectorId.of(3), VectorId.of(1)), ids(db.search(Query.of(at(0, 0), 5))));
    }
    try (Iqdb db = Iqdb.open(path(), options)) {
      assertEquals(List.of(VectorId.of(3), VectorId.of(1)), ids(db.search(Query.of(at(0, 0), 5))));
      assertEquals(2, db.info().segments().size());
      assertTrue(db.get(VectorId.of(2)).isEmpty());
    }
  }

  @Test
  void largeChunksBecomeSegmentsAndReplaceWhatWasThere() {
    BulkOptions tiny = BulkOptions.defaults().chunkBytes(8 << 20);
    int rows = 30_000;
    try (Iqdb db =
        Iqdb.create(path(), IqdbConfig.of(64, DistanceMetric.DOT), OpenOptions.defaults())) {
      db.upsert(VectorId.of(7), Vector.of(new float[64]));
      long loaded =
          db.upsertAll(
              IntStream.range(0, rows)
                  .mapToObj(i -> VectorRecord.of(VectorId.of(i), filled(i)))
                  .toList(),
              tiny.bookmark(
                  n -> Bookmark.of("at", Long.toString(n).getBytes(StandardCharsets.UTF_8))));
      assertEquals(rows, loaded);
      assertEquals(rows, db.size());
      assertEquals(filled(7), db.get(VectorId.of(7)).orElseThrow().vector());
      db.upsertAll(List.of(VectorRecord.of(VectorId.of(9), filled(-9))));
      assertEquals(rows, db.size());
    }
    try (Iqdb db = Iqdb.open(path())) {
      assertEquals(rows, db.size());
      assertEquals("30000", new String(db.bookmark("at").orElseThrow(), StandardCharsets.UTF_8));
      assertEquals(filled(-9), db.get(VectorId.of(9)).orElseThrow().vector());
      assertEquals(VectorId.of(rows - 1), db.search(Query.of(filled(1), 1)).getFirst().id());
      List<VectorId> order = new ArrayList<>();
      db.forEach(record -> order.add(record.id()));
      assertEquals(rows, order.size());
      assertEquals(VectorId.of(9), order.getLast());
    }
  }

  private static Vector filled(int value) {
    float[] components = new float[64];
    java.util.Arrays.fill(components, value);
    return Vector.of(components);
  }

  @Test
  void aProcessThatDiesLosesNothingAcknowledged() {
    Iqdb left = Iqdb.open(path(), PLANE);
    left.upsert(VectorId.of(1), at(1, 1));
    left.write(
        WriteBatch.builder()
            .upsert(VectorId.of(2), at(2, 2))
            .delete(VectorId.of(1))
            .bookmark(Bookmark.of("b", new byte[] {4}))
            .build());
    try (Iqdb reader = Iqdb.openReadOnly(path())) {
      assertEquals(List.of(VectorId.of(2)), ids(reader.search(Query.of(at(0, 0), 9))));
      assertEquals(4, reader.bookmark("b").orElseThrow()[0]);
      assertThrows(ReadOnlyException.class, () -> reader.upsert(VectorId.of(5), at(0, 0)));
    }
    left.close();
  }

  @Test
  void filtersAndPredicatesGiveTheNearestThatMatch() {
    try (Iqdb db = Iqdb.inMemory(PLANE, OpenOptions.defaults().fsync(FsyncPolicy.NEVER))) {
      for (int i = 0; i < 1000; i++) {
        db.upsert(
            VectorId.of(i),
            at(i, 0),
            Metadata.builder().put("n", i).put("even", i % 2 == 0).build());
        if (i == 500) {
          db.flush();
        }
      }
      Query odd = Query.of(at(0, 0), 3).filter(Filter.eq("even", Value.of(false)));
      assertEquals(List.of(VectorId.of(1), VectorId.of(3), VectorId.of(5)), ids(db.search(odd)));
      Query late = Query.of(at(0, 0), 2).filter(Filter.ge("n", Value.of(998)));
      assertEquals(List.of(VectorId.of(998), VectorId.of(999)), ids(db.search(late)));
      Query predicate = Query.of(at(0, 0), 2).where(record -> record.vector().get(0) > 600.5f);
      assertEquals(List.of(VectorId.of(601), VectorId.of(602)), ids(db.search(predicate)));
      assertEquals(
          List.of(ids(db.search(odd)), ids(db.search(late))),
          db.search(List.of(odd, late)).stream().map(IqdbTest::ids).toList());
    }
  }

  @Test
  void badInputGetsTypedErrorsAndChangesNothing() {
    Iqdb db = Iqdb.open(path(), PLANE);
    assertThrows(DimensionMismatchException.class, () -> db.upsert(VectorId.of(1), Vector.of(1)));
    assertThrows(DimensionMismatchException.class, () -> db.search(Query.of(Vector.of(1), 0)));
    assertEquals(0, db.size());
    db.close();
    db.close();
    assertThrows(ClosedException.class, () -> db.search(Query.of(at(0, 0), 1)));
    assertThrows(
        InvalidConfigException.class,
        () -> Iqdb.open(path(), IqdbConfig.of(2, DistanceMetric.COSINE)));
    assertThrows(
        InvalidConfigException.class,
        () -> Iqdb.open(path(), IqdbConfig.of(3, DistanceMetric.EUCLIDEAN)));
    assertThrows(NotADatabaseException.class, () -> Iqdb.open(directory.resolve("none")));
    assertThrows(
        NotADatabaseException.class, () -> Iqdb.create(path(), PLANE, OpenOptions.defaults()));
  }
}
