package io.iqdb.tools.measure;

import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The true neighbours of many queries, by comparing each with every record of a source once. Rows
 * are turned into columns, so that one plain loop over a column handles all rows of a tile at once;
 * nothing is shared with the engine. Holds one tile and k ids a query.
 */
public final class BruteForce {
  private static final int TILE = 256;

  private final DistanceMetric metric;
  private final List<Vector> queries;
  private final List<Neighbours> nearest = new ArrayList<>();

  private BruteForce(DistanceMetric metric, List<Vector> queries, int k) {
    this.metric = metric;
    this.queries = queries;
    for (int i = 0; i < queries.size(); i++) {
      nearest.add(new Neighbours(k));
    }
  }

  /** For each query the ids of the {@code k} nearest records of {@code source}, nearest first. */
  public static List<List<VectorId>> neighbours(
      DistanceMetric metric, List<Vector> queries, int k, RecordSource source) throws IOException {
    BruteForce force = new BruteForce(metric, queries, k);
    while (true) {
      @Nullable RecordBlock block = source.next();
      if (block == null) {
        return force.nearest.stream().map(Neighbours::ids).toList();
      }
      List<VectorRecord> records = block.parse();
      for (int start = 0; start < records.size(); start += TILE) {
        force.compare(records.subList(start, Math.min(start + TILE, records.size())));
      }
    }
  }

  private void compare(List<VectorRecord> rows) {
    int dimension = rows.getFirst().vector().dimension();
    float[][] columns = new float[dimension][rows.size()];
    float[] squares = new float[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      for (int i = 0; i < dimension; i++) {
        float component = rows.get(row).vector().get(i);
        columns[i][row] = component;
        squares[row] += component * component;
      }
    }
    IntStream.range(0, queries.size())
        .parallel()
        .forEach(query -> compare(query, columns, squares, rows));
  }

  private void compare(int query, float[][] columns, float[] squares, List<VectorRecord> rows) {
    Vector vector = queries.get(query);
    float[] sums = new float[rows.size()];
    float square = 0;
    for (int i = 0; i < columns.length; i++) {
      addColumn(vector.get(i), columns[i], sums);
      square += vector.get(i) * vector.get(i);
    }
    Neighbours best = nearest.get(query);
    for (int row = 0; row < sums.length; row++) {
      float distance =
          switch (metric) {
            case DOT -> -sums[row];
            case COSINE -> cosine(sums[row], square, squares[row]);
            case EUCLIDEAN, MANHATTAN, HAMMING -> sums[row];
          };
      if (best.admits(distance)) {
        best.add(distance, rows.get(row).id());
      }
    }
  }

  private static float cosine(float dot, float a, float b) {
    double norms = Math.sqrt(a) * Math.sqrt(b);
    return norms == 0 ? 1 : (float) (1 - dot / norms);
  }

  private void addColumn(float q, float[] column, float[] sums) {
    switch (metric) {
      case DOT, COSINE -> {
        for (int row = 0; row < sums.length; row++) {
          sums[row] += q * column[row];
        }
      }
      case EUCLIDEAN -> {
        for (int row = 0; row < sums.length; row++) {
          float difference = q - column[row];
          sums[row] += difference * difference;
        }
      }
      case MANHATTAN -> {
        for (int row = 0; row < sums.length; row++) {
          sums[row] += Math.abs(q - column[row]);
        }
      }
      case HAMMING -> {
        int bits = Float.floatToRawIntBits(q);
        for (int row = 0; row < sums.length; row++) {
          sums[row] += Float.floatToRawIntBits(column[row]) == bits ? 0 : 1;
        }
      }
    }
  }
}
