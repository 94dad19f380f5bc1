package io.iqdb.search;

import java.util.Arrays;

/**
 * What a search needs besides the data, kept from one search to the next. Used by one thread at a
 * time.
 */
final class SearchContext {
  /** Rows scored between two looks at the results. */
  static final int BLOCK_ROWS = 128;

  final float[] scores = new float[BLOCK_ROWS];
  final RowReader rows = new RowReader();
  private QueryState[] queries = {};

  /** At least {@code count} of them. */
  QueryState[] queries(int count) {
    if (queries.length < count) {
      int before = queries.length;
      queries = Arrays.copyOf(queries, count);
      for (int i = before; i < count; i++) {
        queries[i] = new QueryState();
      }
    }
    return queries;
  }
}
