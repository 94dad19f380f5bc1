package io.iqdb;

import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What records are read from: a database, where each call sees the newest state and goes on with it
 * whatever is written meanwhile, or a snapshot, where all calls see the same. Safe for any number
 * of threads. Every call throws {@link io.iqdb.error.ClosedException} after the end.
 */
public sealed interface RecordReader permits Iqdb, Snapshot {
  /** The record of an id. */
  Optional<VectorRecord> get(VectorId id);

  /** Whether there is a record of an id; cheaper than {@link #get}. */
  boolean contains(VectorId id);

  /**
   * How many records there are. Known at once, unless records have expired: then a pass over the
   * times of those segments that hold one, about a nanosecond a row, until a merge drops them.
   */
  long size();

  /** Whether there is no record. */
  default boolean isEmpty() {
    return size() == 0;
  }

  /** How many records match {@code filter}: a pass over all metadata. */
  long count(Filter filter);

  /** Visits every record of one state, in the order of insertion. */
  void forEach(Consumer<? super VectorRecord> visitor);

  /**
   * The nearest records, nearest first; ties in the order of insertion. Exact. Allocates the result
   * alone.
   *
   * @return at most {@code query.k()} hits; fewer only where fewer records match
   * @throws io.iqdb.error.DimensionMismatchException where the query has another dimension
   * @throws io.iqdb.error.InvalidFilterException where its filter is malformed
   */
  List<Hit> search(Query query);

  /** The hits of each query, in their order, all of one state; faster than one after the other. */
  List<List<Hit>> search(List<Query> queries);
}
