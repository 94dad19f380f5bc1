package io.iqdb.kernel;

import io.iqdb.types.DistanceMetric;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The kernels this JVM can run, rows for them, and what they should say. */
final class Samples {
  private Samples() {}

  /** By name, the scalar one first. */
  static Map<String, DistanceKernel> kernels(DistanceMetric metric) {
    Map<String, DistanceKernel> kernels = new LinkedHashMap<>();
    kernels.put(metric + " scalar", Kernels.scalar(metric));
    for (int bits : new int[] {128, 256, 512}) {
      Kernels.simd(metric, bits).ifPresent(k -> kernels.put(metric + " " + bits, k));
    }
    return kernels;
  }

  static List<DistanceKernel> simd(DistanceMetric metric) {
    List<DistanceKernel> kernels = new ArrayList<>(kernels(metric).values());
    return kernels.subList(1, kernels.size());
  }

  /** Values of either sign, every tenth of them zero. */
  static float[] vector(int dim, Random random) {
    float[] vector = new float[dim];
    for (int i = 0; i < dim; i++) {
      vector[i] = random.nextInt(10) == 0 ? 0 : (float) random.nextGaussian();
    }
    return vector;
  }

  /** The rows one stride apart, from {@code offset} on, in a segment that may be of any kind. */
  static void write(MemorySegment segment, long offset, float[]... rows) {
    long stride = Rows.stride(rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      float[] row = Rows.pad(rows[i]);
      for (int j = 0; j < row.length; j++) {
        segment.set(Rows.FLOAT, offset + i * stride + 4L * j, row[j]);
      }
    }
  }

  static MemorySegment onHeap(float[]... rows) {
    MemorySegment segment =
        MemorySegment.ofArray(new byte[(int) (rows.length * Rows.stride(rows[0].length))]);
    write(segment, 0, rows);
    return segment;
  }

  static float score(DistanceKernel kernel, float[] row, float[] query) {
    return kernel.score(onHeap(row), 0, Rows.stride(row.length), Rows.pad(query));
  }

  /** The definition, in doubles. */
  static double exact(DistanceMetric metric, float[] a, float[] b) {
    double sum = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i];
      double y = b[i];
      aa += x * x;
      bb += y * y;
      sum +=
          switch (metric) {
            case COSINE, DOT -> x * y;
            case EUCLIDEAN -> (x - y) * (x - y);
            case MANHATTAN -> Math.abs(x - y);
            case HAMMING -> Float.floatToRawIntBits(a[i]) == Float.floatToRawIntBits(b[i]) ? 0 : 1;
          };
    }
    return switch (metric) {
      case COSINE -> aa == 0 || bb == 0 ? 1 : 1 - sum / (Math.sqrt(aa) * Math.sqrt(bb));
      case DOT -> -sum;
      case EUCLIDEAN -> Math.sqrt(sum);
      case MANHATTAN, HAMMING -> sum;
    };
  }

  /**
   * How far a kernel may be off: 2^-24 for each addition that a partial sum of eight goes through,
   * of the sum of the terms' magnitudes.
   */
  static double tolerance(DistanceMetric metric, float[] a, float[] b) {
    double magnitude = 0;
    for (int i = 0; i < a.length; i++) {
      magnitude += metric == DistanceMetric.DOT ? Math.abs((double) a[i] * b[i]) : 0;
    }
    double scale =
        switch (metric) {
          case COSINE -> 2;
          case DOT -> magnitude;
          case EUCLIDEAN, MANHATTAN -> exact(metric, a, b);
          case HAMMING -> 0;
        };
    return scale * (a.length / 8 + 8) * 0x1p-24;
  }
}
