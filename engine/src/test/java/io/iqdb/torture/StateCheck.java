package io.iqdb.torture;

import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.Iqdb;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Whether the answers of one open database agree with each other and with brute force. */
final class StateCheck {
  private static final double TOLERANCE = 1e-4;
  private static final int QUERIES = 4;

  private StateCheck() {}

  /**
   * All records of {@code db}, in its order, while nobody writes; throws where size, visit, get,
   * info or search disagree.
   */
  static Map<VectorId, VectorRecord> contents(Iqdb db, Records records, long seed) {
    Map<VectorId, VectorRecord> all = new LinkedHashMap<>();
    db.forEach(
        record -> require(all.put(record.id(), record) == null, record.id() + " came twice"));
    require(db.size() == all.size(), db.size() + " records, but " + all.size() + " were visited");
    require(db.info().records() == all.size(), "info counts " + db.info().records());
    for (VectorRecord record : all.values()) {
      Optional<VectorRecord> got = db.get(record.id());
      require(got.equals(Optional.of(record)), record.id() + ": visited and got differ: " + got);
    }
    SplittableRandom random = new SplittableRandom(Mix.of(seed, 3));
    for (int i = 0; i < QUERIES; i++) {
      Vector vector = records.vector(random);
      int k = 1 + random.nextInt(i == 0 ? all.size() + 5 : 20);
      requireNearest(db, all.values(), Query.of(vector, k), -1);
      long group = random.nextInt(7);
      requireNearest(
          db, all.values(), Query.of(vector, k).filter(Filter.eq("group", Value.of(group))), group);
    }
    return all;
  }

  /** Brute force; where {@code group} is not negative, among the records of that group. */
  private static void requireNearest(
      Iqdb db, Collection<VectorRecord> all, Query query, long group) {
    DistanceMetric metric = db.config().metric();
    double[] wanted =
        all.stream()
            .filter(record -> group < 0 || isOf(record, group))
            .mapToDouble(record -> distance(metric, query.vector(), record.vector()))
            .sorted()
            .limit(query.k())
            .toArray();
    List<Hit> hits = db.search(query);
    require(hits.size() == wanted.length, hits.size() + " hits, not " + wanted.length);
    Set<VectorId> seen = new HashSet<>();
    for (int i = 0; i < wanted.length; i++) {
      Hit hit = hits.get(i);
      VectorRecord record = db.get(hit.id()).orElseThrow();
      require(seen.add(hit.id()), hit.id() + " was found twice");
      require(group < 0 || isOf(record, group), hit.id() + " does not match the filter");
      requireNear(hit, wanted[i]);
      requireNear(hit, distance(metric, query.vector(), record.vector()));
    }
  }

  private static boolean isOf(VectorRecord record, long group) {
    return Records.stamp(record.metadata()).filter(stamp -> stamp % 7 == group).isPresent();
  }

  /** Searches while others write: each hit is the record of its stamp. Returns how many. */
  static long searchBesideWriters(Iqdb db, Records records, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Query query = Query.of(records.vector(random), 1 + random.nextInt(30));
    List<Hit> hits = db.search(query);
    double before = Double.NEGATIVE_INFINITY;
    for (Hit hit : hits) {
      require(hit.distance() >= before, "hits are out of order");
      before = hit.distance();
      Optional<Long> stamp = Records.stamp(hit.metadata());
      if (stamp.isPresent()) {
        VectorRecord record = records.of(Records.Place.of(hit.id()), stamp.get());
        require(
            Objects.equals(record.metadata(), hit.metadata()), hit.id() + " has other metadata");
        requireNear(hit, distance(db.config().metric(), query.vector(), record.vector()));
      }
    }
    return hits.size();
  }

  private static double distance(DistanceMetric metric, Vector a, Vector b) {
    double dot = 0;
    double squares = 0;
    double sum = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.dimension(); i++) {
      double difference = (double) a.get(i) - b.get(i);
      dot += (double) a.get(i) * b.get(i);
      normA += (double) a.get(i) * a.get(i);
      normB += (double) b.get(i) * b.get(i);
      squares += difference * difference;
      sum += Math.abs(difference);
    }
    return switch (metric) {
      case EUCLIDEAN -> Math.sqrt(squares);
      case MANHATTAN -> sum;
      case DOT -> -dot;
      case COSINE -> 1 - dot / Math.sqrt(normA * normB);
      case HAMMING -> throw new IllegalArgumentException("no test uses it");
    };
  }

  private static void requireNear(Hit hit, double wanted) {
    require(
        Math.abs(hit.distance() - wanted) <= TOLERANCE * (1 + Math.abs(wanted)),
        hit + " should be at " + wanted);
  }

  /** Level 3 of the check finds nothing; also where a kill left logs to replay and stray files. */
  static void requireUndamaged(Path database) {
    CheckReport report = DatabaseCheck.run(database, 3);
    require(report.clean(), "damage: " + report.findings());
  }

  /** While nobody writes or merges: recovery left no temporary, and nothing of a merge. */
  static void requireNothingUnnamed(Path database) {
    CheckReport report = DatabaseCheck.run(database, 1);
    require(report.unnamed().isEmpty(), "no manifest names " + report.unnamed());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Whether two contents are the same records in the same order. */
  static boolean sameOrder(Collection<VectorRecord> a, Collection<VectorRecord> b) {
    return Arrays.equals(a.toArray(), b.toArray());
  }
}
