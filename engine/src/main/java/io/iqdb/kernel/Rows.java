package io.iqdb.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The shape that kernels ask of rows and queries, and the scalar steps that they share. */
public final class Rows {
  /** Components, wherever a row starts. */
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Raw bits of components. */
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A cache line, and what a stride is a multiple of, in bytes. */
  private static final int LINE = 64;

  /** Bytes touched ahead at once: less than the smallest second-level caches. */
  private static final long TOUCHED = 128 << 10;

  private Rows() {}

  /** Bytes from one row of {@code dim} components to the next: a multiple of 64. */
  public static long stride(int dim) {
    return ((long) dim * Float.BYTES + LINE - 1) / LINE * LINE;
  }

  /** A copy of {@code vector} with zeros up to the stride of its dimension. */
  public static float[] pad(float[] vector) {
    return padInto(vector, new float[(int) (stride(vector.length) / Float.BYTES)]);
  }

  /**
   * Copies {@code vector} to the start of {@code target} and sets the rest of it to zero.
   *
   * @return {@code target}
   */
  public static float[] padInto(float[] vector, float[] target) {
    System.arraycopy(vector, 0, target, 0, vector.length);
    Arrays.fill(target, vector.length, target.length, 0f);
    return target;
  }

  /** How many rows are touched before the first of them is scored. */
  static int batch(long stride) {
    return (int) Math.max(1, TOUCHED / stride);
  }

  /**
   * Reads every cache line of the rows {@code ids[from..to)}, so that their misses overlap.
   *
   * @return what was read, to be stored by the caller: loads that nobody uses are not executed
   */
  static int touch(MemorySegment rows, long base, long stride, int[] ids, int from, int to) {
    int seen = 0;
    for (int i = from; i < to; i++) {
      long row = base + ids[i] * stride;
      for (long end = row + stride; row < end; row += LINE) {
        seen ^= rows.get(INT, row);
      }
    }
    return seen;
  }

  /**
   * {@code 1 - product / (sqrt(norm) * queryLength)}, kept between 0 and 2 by branches that are
   * hardly ever taken: {@link Math#min} and {@link Math#max} of floats are several instructions.
   */
  static float cosine(float product, float norm, float queryLength) {
    float denominator = (float) Math.sqrt(norm) * queryLength;
    if (denominator <= Float.MIN_NORMAL) {
      return 1f;
    }
    float distance = 1f - product / denominator;
    if (distance < 0f) {
      return 0f;
    }
    return distance > 2f ? 2f : distance;
  }
}
