package io.iqdb.interleaving;

import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records that anybody can judge: the vector follows from id and version, which metadata names. */
final class Ground {
  static final int DIMENSION = 8;

  /** Every other version. */
  static final Filter EVEN = Filter.eq("even", Value.of(true));

  private Ground() {}

  static VectorRecord record(long id, long version) {
    Metadata metadata =
        Metadata.of(Map.of("version", Value.of(version), "even", Value.of(version % 2 == 0)));
    return VectorRecord.of(VectorId.of(id), vector(id * 31 + version * 1_000_003), metadata);
  }

  /** Of small integers, so that distances are exact. */
  static Vector vector(long seed) {
    float[] components = new float[DIMENSION];
    for (int i = 0; i < components.length; i++) {
      long mixed = (seed + i * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
      components[i] = mixed >>> 60;
    }
    return Vector.of(components);
  }

  /** The version that {@code metadata} names, or -1. */
  static long version(Metadata metadata) {
    return metadata.get("version").orElseThrow() instanceof Value.Int(long number) ? number : -1;
  }

  static boolean isEven(VectorRecord record) {
    Metadata metadata = record.metadata();
    return metadata != null && metadata.get("even").equals(Optional.of(Value.of(true)));
  }

  /** Two lists of the same records in the same order have the same. */
  static long digest(List<VectorRecord> records) {
    long digest = records.size();
    for (VectorRecord record : records) {
      digest = (digest ^ record.hashCode()) * 0x9E3779B97F4A7C15L;
      digest ^= digest >>> 31;
    }
    return digest;
  }

  /** The nearest of {@code records}, which are in the order of insertion. */
  static List<VectorRecord> nearest(List<VectorRecord> records, Vector query, int k) {
    return records.stream()
        .sorted(Comparator.comparingDouble(record -> Expected.distance(record.vector(), query)))
        .limit(k)
        .toList();
  }
}
