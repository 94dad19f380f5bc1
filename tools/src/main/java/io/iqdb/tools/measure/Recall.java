package io.iqdb.tools.measure;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Hit;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The share of true neighbours that searches found. A hit is right when its distance is no larger
 * than that of the true k-th, so that any of several equally near records will do. Distances are
 * computed here, in float64, from the stored vectors; the engine's float32 cannot order distances
 * that differ by less than its rounding, so that much counts as equal. Where fewer than k records
 * match, all of them are the truth and only they are right. One thread.
 */
public final class Recall {
  /** The error of a float32 sum of some thousand terms, relative to the size of the terms. */
  private static final double ROUNDING = 2e-6;

  private final DistanceMetric metric;
  private final Function<VectorId, Optional<VectorRecord>> records;
  private long right;
  private long wanted;

  /** Under {@code metric}, of a database that gives its records by id. */
  public Recall(DistanceMetric metric, Function<VectorId, Optional<VectorRecord>> records) {
    this.metric = metric;
    this.records = records;
  }

  /**
   * Adds a search.
   *
   * @param truth the ids of the true neighbours, nearest first, fewer than k where no more match
   */
  public void add(Vector query, int k, List<VectorId> truth, List<Hit> hits) {
    List<VectorId> nearest = truth.subList(0, Math.min(k, truth.size()));
    wanted += nearest.size();
    long found = hits.stream().filter(hit -> nearest.contains(hit.id())).count();
    if (nearest.size() == k && found < hits.size()) {
      Vector last = vector(nearest.getLast());
      double limit = TrueDistance.between(metric, query, last);
      double slack = ROUNDING * magnitude(query, last, limit);
      found +=
          hits.stream()
              .filter(hit -> !nearest.contains(hit.id()))
              .mapToDouble(hit -> TrueDistance.between(metric, query, vector(hit.id())))
              .filter(distance -> distance <= limit + slack)
              .count();
    }
    right += Math.min(found, nearest.size());
  }

  /** Right hits over true neighbours; 1 where there was nothing to find. */
  public double value() {
    return wanted == 0 ? 1 : (double) right / wanted;
  }

  /** How large the terms are whose sum is a distance: larger than it, where they cancel out. */
  private double magnitude(Vector query, Vector other, double distance) {
    return switch (metric) {
      case COSINE -> 1;
      case DOT -> norm(query) * norm(other);
      case EUCLIDEAN, MANHATTAN -> distance;
      case HAMMING -> 0;
    };
  }

  private static double norm(Vector vector) {
    return Math.sqrt(-TrueDistance.between(DistanceMetric.DOT, vector, vector));
  }

  private Vector vector(VectorId id) {
    return records
        .apply(id)
        .map(VectorRecord::vector)
        .orElseThrow(() ->
            new InvalidArgumentException(
                "the ground truth names a record that the database does not hold"));
  }
}
