package io.iqdb.interleaving;

import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Records from a seed: few ids of every kind, so that they are often replaced. */
final class Records {
  /** Matches about a fifth of them. */
  static final Filter ODD = Filter.eq("odd", Value.of(true));

  private static final int IDS = 30;

  private final RandomGenerator random;
  private int version;

  Records(RandomGenerator random) {
    this.random = random;
  }

  VectorId id() {
    int number = random.nextInt(IDS);
    return switch (number % 3) {
      case 0 -> VectorId.of(number - 9L);
      case 1 -> VectorId.of("n" + number);
      default -> VectorId.of("x".repeat(number / 3) + number);
    };
  }

  /** Components are small integers, so that distances are exact. */
  Vector vector() {
    return Vector.of(random.nextInt(12), random.nextInt(12));
  }

  /** No two are equal. */
  VectorRecord record(VectorId id, long now) {
    version++;
    VectorRecord record =
        random.nextInt(8) == 0
            ? VectorRecord.of(id, Vector.of(random.nextInt(12), version))
            : VectorRecord.of(id, vector(), metadata());
    return random.nextInt(4) == 0 ? record.expiresAt(now + 1 + random.nextInt(400)) : record;
  }

  private Metadata metadata() {
    return Metadata.of(
        Map.of(
            "odd", Value.of(random.nextInt(5) == 0),
            "version", Value.of((long) version),
            "text", Value.of("t".repeat(random.nextInt(20)))));
  }

  /** What {@link #ODD} says. */
  static boolean isOdd(VectorRecord record) {
    Metadata metadata = record.metadata();
    return metadata != null && metadata.get("odd").equals(Optional.of(Value.of(true)));
  }
}
