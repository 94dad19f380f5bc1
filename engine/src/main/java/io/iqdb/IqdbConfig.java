package io.iqdb;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.policy.Limits;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;

/**
 * What a database is created with and keeps.
 *
 * @param dimension components of every vector, 1 to 65,536
 * @param metric how distance is measured
 * @param index how segments answer searches
 */
public record IqdbConfig(int dimension, DistanceMetric metric, IndexKind index) {
  /** Checks the dimension. */
  public IqdbConfig {
    if (dimension < 1 || dimension > Limits.MAX_DIMENSION) {
      throw new InvalidConfigException(
          "dimension " + dimension + " is outside 1 to " + Limits.MAX_DIMENSION);
    }
  }

  /** With exact search. */
  public static IqdbConfig of(int dimension, DistanceMetric metric) {
    return new IqdbConfig(dimension, metric, IndexKind.FLAT);
  }
}
