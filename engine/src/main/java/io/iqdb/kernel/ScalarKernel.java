package io.iqdb.kernel;

import java.lang.foreign.MemorySegment;

/**
 * What the scalar kernels share. Partial sum p of eight takes the components p, p + 8, p + 16 and
 * so on, in that order, a product rounded before it is added; then {@link #sum} adds the partials.
 * They and the SIMD kernels both stay within (dimension / 8 + 8) * 2^-24 of the exact value, times
 * the sum of the magnitudes of its terms (two for cosine).
 */
abstract class ScalarKernel implements DistanceKernel {
  @Override
  public final void scan(
      MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
    float prepared = prepare(query);
    for (int i = 0; i < count; i++) {
      out[i] = row(rows, offset + i * stride, query, (int) (stride >>> 2), prepared);
    }
  }

  @Override
  public final void gather(
      MemorySegment rows,
      long base,
      long stride,
      int[] ids,
      int count,
      float[] query,
      float[] out) {
    float prepared = prepare(query);
    int batch = Rows.batch(stride);
    for (int from = 0, to; from < count; from = to) {
      to = Math.min(count, from + batch);
      out[from] = Rows.touch(rows, base, stride, ids, from, to); // overwritten by the first row
      for (int i = from; i < to; i++) {
        out[i] = row(rows, base + ids[i] * stride, query, (int) (stride >>> 2), prepared);
      }
    }
  }

  @Override
  public final float score(MemorySegment rows, long offset, long stride, float[] query) {
    return row(rows, offset, query, (int) (stride >>> 2), prepare(query));
  }

  /** What is computed once for all rows of a call: the query's length, where one is asked. */
  float prepare(float[] query) {
    return 0;
  }

  /** The distance of the row at {@code offset}; {@code dimension} is a multiple of 16. */
  abstract float row(MemorySegment rows, long offset, float[] query, int dimension, float prepared);

  /** Adds the partial sums: p + 4 to p, then p + 2 to p, then p + 1 to p. */
  static float sum(float s0, float s1, float s2, float s3, float s4, float s5, float s6, float s7) {
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }
}
