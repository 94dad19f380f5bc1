package io.iqdb.kernel;

import static io.iqdb.kernel.Rows.FLOAT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.iqdb.kernel.Lanes.Lanes128;
import io.iqdb.kernel.Lanes.Lanes256;
import io.iqdb.kernel.Lanes.Lanes512;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The root of the summed squares of the differences. The order of sums: {@link ScalarKernel},
 * {@link Lanes}.
 */
final class Euclidean {
  private Euclidean() {}

  static final class Scalar extends ScalarKernel {
    @Override
    float row(MemorySegment rows, long offset, float[] query, int dimension, float prepared) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      float s4 = 0;
      float s5 = 0;
      float s6 = 0;
      float s7 = 0;
      for (int j = 0; j < dimension; j += 8) {
        long at = offset + 4L * j;
        float d0 = rows.get(FLOAT, at) - query[j];
        s0 += d0 * d0;
        float d1 = rows.get(FLOAT, at + 4) - query[j + 1];
        s1 += d1 * d1;
        float d2 = rows.get(FLOAT, at + 8) - query[j + 2];
        s2 += d2 * d2;
        float d3 = rows.get(FLOAT, at + 12) - query[j + 3];
        s3 += d3 * d3;
        float d4 = rows.get(FLOAT, at + 16) - query[j + 4];
        s4 += d4 * d4;
        float d5 = rows.get(FLOAT, at + 20) - query[j + 5];
        s5 += d5 * d5;
        float d6 = rows.get(FLOAT, at + 24) - query[j + 6];
        s6 += d6 * d6;
        float d7 = rows.get(FLOAT, at + 28) - query[j + 7];
        s7 += d7 * d7;
      }
      return (float) Math.sqrt(sum(s0, s1, s2, s3, s4, s5, s6, s7));
    }
  }

  static final class Simd128 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      FloatVector zero = FloatVector.zero(Lanes128.FLOATS);
      FloatVector a = zero;
      FloatVector b = zero;
      FloatVector c = zero;
      FloatVector d = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        FloatVector x =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j));
        a = x.fma(x, a);
        FloatVector y =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 16, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j + 4));
        b = y.fma(y, b);
        FloatVector z =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j + 8));
        c = z.fma(z, c);
        FloatVector w =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 48, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j + 12));
        d = w.fma(w, d);
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13
          a = a.add(c).add(b.add(d));
          a = a.add(a.rearrange(Lanes128.BY_2));
          out[i] = (float) Math.sqrt(a.add(a.rearrange(Lanes128.BY_1)).lane(0));
          i++;
          j = 0;
          a = zero;
          b = zero;
          c = zero;
          d = zero;
        }
      }
    }

    @Override
    float rows(
        MemorySegment rows,
        long base,
        long stride,
        int[] ids,
        int from,
        int to,
        float[] query,
        float prepared,
        float @Nullable [] out) {
      int dimension = (int) (stride >>> 2);
      float distance = 0;
      for (int i = from; i < to; i++) {
        long row = base + ids[i] * stride;
        FloatVector a = FloatVector.zero(Lanes128.FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          FloatVector x =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j));
          a = x.fma(x, a);
          FloatVector y =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 16, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j + 4));
          b = y.fma(y, b);
          FloatVector z =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j + 8));
          c = z.fma(z, c);
          FloatVector w =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 48, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes128.FLOATS, query, j + 12));
          d = w.fma(w, d);
        }
        rows.get(Rows.FLOAT, row); // R13
        a = a.add(c).add(b.add(d));
        a = a.add(a.rearrange(Lanes128.BY_2));
        distance = (float) Math.sqrt(a.add(a.rearrange(Lanes128.BY_1)).lane(0));
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }
  }

  static final class Simd256 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      FloatVector zero = FloatVector.zero(Lanes256.FLOATS);
      FloatVector a = zero;
      FloatVector b = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        FloatVector x =
            FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes256.FLOATS, query, j));
        a = x.fma(x, a);
        FloatVector y =
            FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes256.FLOATS, query, j + 8));
        b = y.fma(y, b);
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13
          a = a.add(b);
          a = a.add(a.rearrange(Lanes256.BY_4));
          a = a.add(a.rearrange(Lanes256.BY_2));
          out[i] = (float) Math.sqrt(a.add(a.rearrange(Lanes256.BY_1)).lane(0));
          i++;
          j = 0;
          a = zero;
          b = zero;
        }
      }
    }

    @Override
    float rows(
        MemorySegment rows,
        long base,
        long stride,
        int[] ids,
        int from,
        int to,
        float[] query,
        float prepared,
        float @Nullable [] out) {
      int dimension = (int) (stride >>> 2);
      float distance = 0;
      for (int i = from; i < to; i++) {
        long row = base + ids[i] * stride;
        FloatVector a = FloatVector.zero(Lanes256.FLOATS);
        FloatVector b = a;
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          FloatVector x =
              FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes256.FLOATS, query, j));
          a = x.fma(x, a);
          FloatVector y =
              FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes256.FLOATS, query, j + 8));
          b = y.fma(y, b);
        }
        rows.get(Rows.FLOAT, row); // R13
        a = a.add(b);
        a = a.add(a.rearrange(Lanes256.BY_4));
        a = a.add(a.rearrange(Lanes256.BY_2));
        distance = (float) Math.sqrt(a.add(a.rearrange(Lanes256.BY_1)).lane(0));
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }
  }

  static final class Simd512 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      FloatVector zero = FloatVector.zero(Lanes512.FLOATS);
      FloatVector a = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        FloatVector x =
            FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN)
                .sub(FloatVector.fromArray(Lanes512.FLOATS, query, j));
        a = x.fma(x, a);
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13
          a = a.add(a.rearrange(Lanes512.BY_8));
          a = a.add(a.rearrange(Lanes512.BY_4));
          a = a.add(a.rearrange(Lanes512.BY_2));
          out[i] = (float) Math.sqrt(a.add(a.rearrange(Lanes512.BY_1)).lane(0));
          i++;
          j = 0;
          a = zero;
        }
      }
    }

    @Override
    float rows(
        MemorySegment rows,
        long base,
        long stride,
        int[] ids,
        int from,
        int to,
        float[] query,
        float prepared,
        float @Nullable [] out) {
      int dimension = (int) (stride >>> 2);
      float distance = 0;
      for (int i = from; i < to; i++) {
        long row = base + ids[i] * stride;
        FloatVector a = FloatVector.zero(Lanes512.FLOATS);
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          FloatVector x =
              FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN)
                  .sub(FloatVector.fromArray(Lanes512.FLOATS, query, j));
          a = x.fma(x, a);
        }
        rows.get(Rows.FLOAT, row); // R13
        a = a.add(a.rearrange(Lanes512.BY_8));
        a = a.add(a.rearrange(Lanes512.BY_4));
        a = a.add(a.rearrange(Lanes512.BY_2));
        distance = (float) Math.sqrt(a.add(a.rearrange(Lanes512.BY_1)).lane(0));
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }
  }
}
