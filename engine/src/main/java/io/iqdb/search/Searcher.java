package io.iqdb.search;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.DimensionMismatchException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.kernel.DistanceKernel;
import io.iqdb.kernel.Kernels;
import io.iqdb.kernel.Rows;
import io.iqdb.memtable.Memtable;
import io.iqdb.segment.Segment;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.view.SearchLoad;
import io.iqdb.view.SegmentView;
import io.iqdb.view.View;
import io.iqdb.view.Visible;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exact search by scanning: every row of every segment and memtable is scored, block by block.
 * Queries of a batch share each block while it is in the cache. Conditions are tested only for rows
 * that would enter a result. Allocates the result and nothing else. Any thread may call.
 */
public final class Searcher {
  /** Queries that share a block; their state stays in the cache beside it. */
  private static final int GROUP = 16;

  private final int dimension;
  private final long stride;
  private final DistanceMetric metric;

  /** Chosen by the first who needs it; whoever else does meanwhile chooses the same. */
  private volatile @Nullable DistanceKernel kernel;

  private final ContextPool contexts;

  /**
   * For vectors of {@code dimension} components under {@code metric}.
   *
   * @param load told of every search that runs
   */
  public Searcher(int dimension, DistanceMetric metric, SearchLoad load) {
    this.contexts = new ContextPool(2 * Runtime.getRuntime().availableProcessors(), load);
    this.dimension = dimension;
    this.stride = Rows.stride(dimension);
    this.metric = metric;
  }

  private DistanceKernel kernel() {
    DistanceKernel chosen = kernel;
    if (chosen == null) {
      chosen = Kernels.best(metric);
      kernel = chosen;
    }
    return chosen;
  }

  /**
   * Refuses a query of another dimension, whatever k is; malformed filters are refused when it
   * starts.
   */
  public void validate(Query query) {
    if (query.vector().dimension() != dimension) {
      throw new DimensionMismatchException(dimension, query.vector().dimension());
    }
  }

  /**
   * The hits of each of {@code queries}, which were validated, nearest first.
   *
   * @param visible with its view held by the caller
   * @param now records that expire then or before are not there
   */
  public List<List<Hit>> search(Visible visible, long now, List<Query> queries) throws IOException {
    List<List<Hit>> results = new ArrayList<>(queries.size());
    SearchContext context = contexts.take();
    context.rows.attach(visible.view());
    try {
      for (int first = 0; first < queries.size(); first += GROUP) {
        int count = Math.min(GROUP, queries.size() - first);
        QueryState[] states = context.queries(count);
        for (int i = 0; i < count; i++) {
          states[i].start(queries.get(first + i), (int) (stride / Float.BYTES));
        }
        scan(visible, now, context, states, count);
        for (int i = 0; i < count; i++) {
          results.add(hits(states[i], context.rows));
        }
      }
    } finally {
      context.rows.detach();
      contexts.give(context);
    }
    return results;
  }

  /** The hits of one query; see {@link #search(Visible, long, List)}. */
  public List<Hit> search(Visible visible, long now, Query query) throws IOException {
    SearchContext context = contexts.take();
    context.rows.attach(visible.view());
    try {
      QueryState[] states = context.queries(1);
      states[0].start(query, (int) (stride / Float.BYTES));
      scan(visible, now, context, states, 1);
      return hits(states[0], context.rows);
    } finally {
      context.rows.detach();
      contexts.give(context);
    }
  }

  private void scan(
      Visible visible, long now, SearchContext context, QueryState[] states, int count)
      throws IOException {
    View view = visible.view();
    int source = 0;
    for (; source < view.segments().size(); source++) {
      SegmentView segment = view.segments().get(source);
      try {
        scanSegment(visible.sequence(), now, source, segment, context, states, count);
      } catch (InternalError truncated) {
        // the mapping lost its file: what this call computed is void (6.2.5)
        throw new CorruptFileException(
            FileName.of(FileKind.SEGMENT, segment.entry().number()).toString(),
            "VEC",
            0,
            "a readable file of " + segment.entry().length() + " bytes",
            "a fault while reading its mapping");
      }
    }
    for (int i = 0; i < view.memtables().size(); i++, source++) {
      scanMemtable(
          visible.sequence(), now, source, view.memtables().get(i).get(), context, states, count);
    }
  }

  private void scanSegment(
      long snapshot,
      long now,
      int source,
      SegmentView view,
      SearchContext context,
      QueryState[] states,
      int count)
      throws IOException {
    Segment segment = view.segment().get();
    DistanceKernel scorer = kernel();
    float[] scores = context.scores;
    for (int first = 0; first < segment.rows(); first += scores.length) {
      int rows = Math.min(scores.length, segment.rows() - first);
      segment.verifyVectors(first, rows);
      for (int i = 0; i < count; i++) {
        QueryState state = states[i];
        scorer.scan(
            segment.vectors(),
            segment.vectorOffset() + first * stride,
            stride,
            rows,
            state.padded(),
            scores);
        float bound = state.nearest.bound();
        for (int j = 0; j < rows; j++) {
          // in this form NaN goes on: it is the collector that puts it last
          if (!(scores[j] > bound)
              && view.visibleAt(first + j, snapshot, now)
              && state.accepts(context.rows, source, first + j)
              && state.nearest.offer(scores[j], view.sequence(first + j), source, first + j)) {
            bound = state.nearest.bound();
          }
        }
      }
    }
  }

  private void scanMemtable(
      long snapshot,
      long now,
      int source,
      Memtable memtable,
      SearchContext context,
      QueryState[] states,
      int count)
      throws IOException {
    DistanceKernel scorer = kernel();
    float[] scores = context.scores;
    int all = memtable.rows();
    int slabRows = memtable.slabRows();
    for (int first = 0, rows; first < all; first += rows) {
      int inSlab = first % slabRows;
      rows = Math.min(Math.min(scores.length, all - first), slabRows - inSlab);
      for (int i = 0; i < count; i++) {
        QueryState state = states[i];
        scorer.scan(
            memtable.slab(first / slabRows), inSlab * stride, stride, rows, state.padded(), scores);
        float bound = state.nearest.bound();
        for (int j = 0; j < rows; j++) {
          if (!(scores[j] > bound)
              && memtable.visibleAt(first + j, snapshot, now)
              && state.accepts(context.rows, source, first + j)
              && state.nearest.offer(scores[j], memtable.sequence(first + j), source, first + j)) {
            bound = state.nearest.bound();
          }
        }
      }
    }
  }

  private static List<Hit> hits(QueryState state, RowReader rows) throws IOException {
    TopK nearest = state.nearest;
    nearest.sort();
    List<Hit> hits = new ArrayList<>(nearest.size());
    boolean withMetadata = state.query().withMetadata();
    for (int rank = 0; rank < nearest.size(); rank++) {
      int source = nearest.source(rank);
      int row = nearest.row(rank);
      hits.add(
          new Hit(
              rows.id(source, row),
              nearest.distance(rank),
              withMetadata ? rows.metadata(source, row) : null));
    }
    return hits;
  }
}
