package io.iqdb.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Distances under one metric from a query to rows of little-endian float32.
 *
 * <p>Rows start {@code stride} bytes apart, {@code stride} a multiple of 64; components beyond the
 * dimension are zero in rows and query, so that no kernel has a tail. Values are the metric's,
 * smaller is nearer, NaN and -0.0 as computed: the collector makes them canonical. Sums follow one
 * written-out order per kernel, so that interpreter, C1 and C2 agree bit for bit. Allocates nothing
 * on native and mapped segments.
 *
 * <p>Heap segments give the same bits, but are for tests: the JIT boxes vectors that it loads from
 * most of them, and once it has seen one, kernels stay several times slower for every segment of
 * the process.
 */
public interface DistanceKernel {
  /**
   * Streaming: scores {@code count} consecutive rows, one at a time.
   *
   * @param rows holds the rows; native or mapped
   * @param offset of the first row, in bytes
   * @param stride of a row, in bytes
   * @param count rows to score, at most {@code out.length}, with less than 2^31 components in all
   * @param query padded to {@code stride / 4} components
   * @param out receives a distance for each row, from index 0
   */
  void scan(MemorySegment rows, long offset, long stride, int count, float[] query, float[] out);

  /**
   * Gathering: scores the rows {@code ids[0..count)}, their cache lines touched ahead.
   *
   * @param base of row 0, in bytes
   */
  void gather(
      MemorySegment rows, long base, long stride, int[] ids, int count, float[] query, float[] out);

  /** Scores the one row at {@code offset}. */
  float score(MemorySegment rows, long offset, long stride, float[] query);
}
