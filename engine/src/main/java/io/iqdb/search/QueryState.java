package io.iqdb.search;

import io.iqdb.error.Require;
import io.iqdb.filter.CompiledFilter;
import io.iqdb.types.Filter;
import io.iqdb.types.Query;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One query on its way over the rows: its vector as kernels want it, its conditions, its nearest so
 * far. Reusable.
 */
final class QueryState {
  final TopK nearest = new TopK();
  private float[] padded = {};
  private @Nullable Query query;
  private @Nullable Filter compiledFrom;
  private @Nullable CompiledFilter filter;
  private @Nullable Predicate<VectorRecord> predicate;

  /**
   * Starts on {@code next}, which was validated.
   *
   * @param components of a padded row
   */
  void start(Query next, int components) {
    query = next;
    if (padded.length != components) {
      padded = new float[components];
    }
    int dimension = next.vector().dimension();
    next.vector().copyInto(padded, 0);
    Arrays.fill(padded, dimension, components, 0f);
    Filter wanted = next.filter();
    if (wanted == null) {
      filter = null;
    } else if (filter == null || !wanted.equals(compiledFrom)) {
      filter = CompiledFilter.compile(wanted);
    }
    compiledFrom = wanted;
    predicate = next.predicate();
    nearest.reset(next.k());
  }

  Query query() {
    return Require.nonNull(query);
  }

  float[] padded() {
    return padded;
  }

  /** Whether the conditions hold for a row that lives. */
  boolean accepts(RowReader rows, int source, int row) throws IOException {
    if (filter != null && !rows.matches(filter, source, row)) {
      return false;
    }
    return predicate == null || predicate.test(rows.record(source, row));
  }
}
