package io.iqdb.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What the SIMD kernels share: gathers and single scores are one loop over ids, which each of them
 * writes out, as its scan is another ({@code package-info} says why). No vector crosses a call.
 */
abstract class SimdKernel implements DistanceKernel {
  /** The ids of a gather that is a single score: the row at the base. */
  private static final int[] FIRST = {0};

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
      rows(rows, base, stride, ids, from, to, query, prepared, out);
    }
  }

  @Override
  public final float score(MemorySegment rows, long offset, long stride, float[] query) {
    return rows(rows, offset, stride, FIRST, 0, 1, query, prepare(query), null);
  }

  /** What is computed once for all rows of a call: the query's length, where one is asked. */
  float prepare(float[] query) {
    return 0;
  }

  /**
   * Scores the rows {@code ids[from..to)} into {@code out[from..to)}, if that is there.
   *
   * @return the last distance
   */
  abstract float rows(
      MemorySegment rows,
      long base,
      long stride,
      int[] ids,
      int from,
      int to,
      float[] query,
      float prepared,
      float @Nullable [] out);
}
