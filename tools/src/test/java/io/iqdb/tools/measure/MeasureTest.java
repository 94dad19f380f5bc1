package io.iqdb.tools.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.data.Records;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Hit;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MeasureTest {
  @Property
  void percentilesAreWithinABucketOfTheTruth(
      @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 1L << 40) Long> nanos) {
    Latencies latencies = new Latencies();
    nanos.forEach(latencies::add);
    List<Long> sorted = nanos.stream().sorted().toList();
    for (double quantile : new double[] {0, 0.5, 0.95, 0.99, 1}) {
      int rank = Math.max(1, (int) Math.ceil(quantile * sorted.size()));
      double truth = sorted.get(rank - 1) / 1e3;
      double found = latencies.micros(quantile);
      assertTrue(found >= truth && found <= truth * (1 + 1.0 / 64), found + " for " + truth);
    }
  }

  @Test
  void latenciesOfThreadsAddUp() {
    Latencies a = new Latencies();
    Latencies b = new Latencies();
    a.add(10);
    b.add(20);
    b.add(Long.MAX_VALUE);
    a.addAll(b);
    assertEquals(3, a.total());
    assertEquals(0.02, a.micros(0.5));
    assertEquals(Double.NaN, new Latencies().micros(0.5));
  }

  @ParameterizedTest
  @EnumSource
  void bruteForceFindsWhatSortingFinds(DistanceMetric metric) throws IOException {
    Clusters source = new Clusters(7, 2_000);
    List<Vector> queries = source.queries(5);
    List<List<VectorId>> found = BruteForce.neighbours(metric, queries, 10, source);
    List<VectorRecord> records = all(new Clusters(7, 2_000));
    for (int i = 0; i < queries.size(); i++) {
      Vector query = queries.get(i);
      List<VectorId> sorted =
          records.stream()
              .sorted(
                  Comparator.comparingDouble(
                      record -> TrueDistance.between(metric, query, record.vector())))
              .limit(10)
              .map(VectorRecord::id)
              .toList();
      assertEquals(sorted, found.get(i));
    }
  }

  @Test
  void madeUpVectorsAreTheSameEveryTimeAndFromAnyRecordOn() throws IOException {
    List<VectorRecord> records = all(new Clusters(16, 3_000));
    assertEquals(3_000, records.size());
    Clusters again = new Clusters(16, 3_000);
    assertEquals(2_500, again.skip(2_500));
    assertEquals(records.subList(2_500, 3_000), all(again));
    assertNotEquals(records.getLast().vector(), new Clusters(16, 3_000).queries(1).getFirst());
  }

  @Test
  void madeUpVectorsLieInClusters() {
    List<VectorRecord> records = all(new Clusters(16, 3_000));
    List<Double> distances = new ArrayList<>();
    for (int i = 1; i < records.size(); i++) {
      distances.add(
          TrueDistance.between(
              DistanceMetric.EUCLIDEAN, records.getFirst().vector(), records.get(i).vector()));
    }
    distances.sort(null);
    assertTrue(distances.getFirst() < distances.get(distances.size() / 2) / 2);
  }

  @Test
  void aSampleHasTheAskedSizeAndKnowsAllRecords() {
    assertEquals(100, Sample.of(new Clusters(3, 5_000), 100).size());
    List<Vector> all = all(new Clusters(3, 50)).stream().map(VectorRecord::vector).toList();
    assertEquals(all, Sample.of(new Clusters(3, 50), 100));
    assertTrue(
        Sample.of(new Clusters(3, 5_000), 100).stream().noneMatch(all::contains),
        "a sample of the first hundred alone");
  }

  @Test
  void aTieWithTheLastNeighbourIsRight() {
    Map<VectorId, Vector> db = line(0, 1, 2, -2, 3);
    Recall recall = recall(db);
    recall.add(Vector.of(0), 3, ids(0, 1, 2, 3), hits(0, 1, 3));
    assertEquals(1, recall.value());
  }

  @Test
  void aRecordBehindTheLastNeighbourIsWrong() {
    Map<VectorId, Vector> db = line(0, 1, 2, -2, 2.0001f);
    Recall recall = recall(db);
    recall.add(Vector.of(0), 3, ids(0, 1, 2), hits(0, 1, 4));
    assertEquals(2 / 3.0, recall.value());
  }

  @Test
  void whereFewerMatchOnlyTheseAreRight() {
    Map<VectorId, Vector> db = line(0, 1, 2, -2, 3);
    Recall recall = recall(db);
    recall.add(Vector.of(0), 3, ids(1, 2), hits(1, 3));
    assertEquals(0.5, recall.value());
    recall.add(Vector.of(0), 3, ids(), hits());
    assertEquals(0.5, recall.value());
    assertEquals(1, recall(db).value());
  }

  @Test
  void missingHitsCountAgainstRecall() {
    Recall recall = recall(line(0, 1, 2));
    recall.add(Vector.of(0), 2, ids(0, 1), hits(0));
    assertEquals(0.5, recall.value());
  }

  @Test
  void groundTruthOfAnotherDatabaseIsRefused() {
    Recall recall = recall(line(0, 1));
    assertThrows(
        InvalidArgumentException.class, () -> recall.add(Vector.of(0), 2, ids(7, 8), hits(0, 1)));
  }

  private static Recall recall(Map<VectorId, Vector> db) {
    return new Recall(
        DistanceMetric.EUCLIDEAN,
        id -> Optional.ofNullable(db.get(id)).map(vector -> VectorRecord.of(id, vector)));
  }

  private static Map<VectorId, Vector> line(float... points) {
    Map<VectorId, Vector> db = new HashMap<>();
    for (float point : points) {
      db.put(VectorId.of((long) db.size()), Vector.of(point));
    }
    return db;
  }

  private static List<VectorId> ids(int... numbers) {
    List<VectorId> ids = new ArrayList<>();
    for (int number : numbers) {
      ids.add(VectorId.of((long) number));
    }
    return ids;
  }

  private static List<Hit> hits(int... numbers) {
    return ids(numbers).stream().map(id -> new Hit(id, Float.NaN, null)).toList();
  }

  private static List<VectorRecord> all(Clusters source) {
    List<VectorRecord> records = new ArrayList<>();
    new Records(source, 0).forEachRemaining(records::add);
    return records;
  }
}
