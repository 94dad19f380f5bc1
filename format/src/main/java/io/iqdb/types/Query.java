package io.iqdb.types;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What to search for. Immutable; the methods give changed copies.
 *
 * @param vector of the database's dimension
 * @param k most hits to return; 0 gives none, more than there are gives all
 * @param filter which records count, or null for all
 * @param predicate a further condition in Java, or null; called on the searching thread for records
 *     that would enter the result, so it should be quick and must not call the database
 * @param withMetadata whether hits carry their metadata
 */
public record Query(
    Vector vector,
    int k,
    @Nullable Filter filter,
    @Nullable Predicate<VectorRecord> predicate,
    boolean withMetadata) {
  /** Checks that k is not negative. */
  public Query {
    io.iqdb.error.Require.argument(k >= 0, "k is %d, it must be at least 0", k);
  }

  /** The {@code k} records nearest to {@code vector}, with their metadata. */
  public static Query of(Vector vector, int k) {
    return new Query(vector, k, null, null, true);
  }

  /** The same among the records that match {@code filter}. */
  public Query filter(Filter filter) {
    return new Query(vector, k, filter, predicate, withMetadata);
  }

  /** The same among the records that {@code predicate} accepts. */
  public Query where(Predicate<VectorRecord> predicate) {
    return new Query(vector, k, filter, predicate, withMetadata);
  }

  /** The same without metadata in the hits, which saves reading it. */
  public Query withoutMetadata() {
    return new Query(vector, k, filter, predicate, false);
  }
}
