package io.iqdb.format.manifest;

import io.iqdb.error.Require;
import io.iqdb.policy.Limits;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;

/**
 * What a database was created with; it never changes.
 *
 * @param dimension of every vector
 * @param metric how far apart two vectors are
 * @param index how segments answer a search
 */
public record StoredConfig(int dimension, DistanceMetric metric, IndexKind index) {
  /** Checks the dimension. */
  public StoredConfig {
    Require.argument(
        dimension >= 1 && dimension <= Limits.MAX_DIMENSION,
        "dimension %d is outside 1 to %d",
        dimension,
        Limits.MAX_DIMENSION);
  }
}
