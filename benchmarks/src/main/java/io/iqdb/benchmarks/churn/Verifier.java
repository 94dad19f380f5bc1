package io.iqdb.benchmarks.churn;

import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares answers with a model; the first difference ends the run. */
final class Verifier {
  /** Single-precision sums of 256 products differ by less. */
  private static final double TOLERANCE = 1e-5;

  private long gets;
  private long counts;
  private long searches;
  private long filtered;

  /** Metadata of every record: enough to tell versions apart. */
  static Metadata metadata(int id, int version) {
    return Metadata.builder()
        .put("id", Value.of((long) id))
        .put("version", Value.of((long) version))
        .build();
  }

  /** A record that was asked for by id. */
  void get(Model model, int id, long now, Optional<VectorRecord> found) {
    gets++;
    require(found.isPresent() == model.lives(id, now), "presence of", id);
    found.ifPresent(record -> same(model, id, record));
  }

  /** A record that an iteration gave. */
  void visited(Model model, long now, VectorRecord record) {
    gets++;
    int id = number(record.id());
    require(model.lives(id, now), "a record that should be gone:", id);
    same(model, id, record);
  }

  private static void same(Model model, int id, VectorRecord record) {
    require(Objects.equals(metadata(id, model.version(id)), record.metadata()), "version of", id);
    require(record.expiresAt() == model.expiresAt(id), "expiry of", id);
    float[] expected = model.vector(id);
    for (int i = 0; i < expected.length; i++) {
      require(expected[i] == record.vector().get(i), "vector of", id);
    }
  }

  /** How many records there are. */
  void count(Model model, long now, long found) {
    count(model, now, Sieve.open(), found);
  }

  /** How many there are that {@code sieve} lets through. */
  void count(Model model, long now, Sieve sieve, long found) {
    counts++;
    long expected = model.count(now, sieve);
    if (found != expected) {
      throw new IllegalStateException("count is " + found + ", expected " + expected);
    }
  }

  /** A search through {@code sieve}. */
  void search(Model model, float[] query, int k, long now, Sieve sieve, List<Hit> hits) {
    searches++;
    filtered += sieve.filter().isPresent() ? 1 : 0;
    double[] nearest = model.nearest(query, k, now, sieve);
    Set<Integer> seen = new HashSet<>();
    for (int rank = 0; rank < k; rank++) {
      @Nullable Hit hit = rank < hits.size() ? hits.get(rank) : null;
      if (hit == null) {
        require(nearest[rank] == Double.POSITIVE_INFINITY, "too few hits at rank", rank);
        continue;
      }
      int id = number(hit.id());
      require(seen.add(id), "a hit twice:", id);
      require(model.lives(id, now), "a hit that should be gone:", id);
      require(model.passes(id, now, sieve), "a hit that does not match the filter:", id);
      double distance = Model.distance(query, model.vector(id));
      require(Math.abs(distance - hit.distance()) < TOLERANCE, "distance of", id);
      require(Math.abs(nearest[rank] - hit.distance()) < TOLERANCE, "no true neighbour:", id);
    }
  }

  private static int number(VectorId id) {
    return Math.toIntExact(((VectorId.U64) id).value());
  }

  private static void require(boolean holds, String what, int which) {
    if (!holds) {
      throw new IllegalStateException(what + " " + which);
    }
  }

  String summary() {
    return searches
        + " searches, "
        + filtered
        + " of them with filters, "
        + gets
        + " records and "
        + counts
        + " counts compared";
  }
}
