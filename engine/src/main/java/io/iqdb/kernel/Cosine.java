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
 * One minus the cosine of the angle. The row's squared norm is summed in the same pass, the query's
 * once a call. The order of sums: {@link ScalarKernel}, {@link Lanes}.
 */
final class Cosine {
  private Cosine() {}

  static final class Scalar extends ScalarKernel {
    @Override
    float prepare(float[] query) {
      return Length.inEights(query);
    }

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
      float n0 = 0;
      float n1 = 0;
      float n2 = 0;
      float n3 = 0;
      float n4 = 0;
      float n5 = 0;
      float n6 = 0;
      float n7 = 0;
      for (int j = 0; j < dimension; j += 8) {
        long at = offset + 4L * j;
        float x0 = rows.get(FLOAT, at);
        s0 += x0 * query[j];
        n0 += x0 * x0;
        float x1 = rows.get(FLOAT, at + 4);
        s1 += x1 * query[j + 1];
        n1 += x1 * x1;
        float x2 = rows.get(FLOAT, at + 8);
        s2 += x2 * query[j + 2];
        n2 += x2 * x2;
        float x3 = rows.get(FLOAT, at + 12);
        s3 += x3 * query[j + 3];
        n3 += x3 * x3;
        float x4 = rows.get(FLOAT, at + 16);
        s4 += x4 * query[j + 4];
        n4 += x4 * x4;
        float x5 = rows.get(FLOAT, at + 20);
        s5 += x5 * query[j + 5];
        n5 += x5 * x5;
        float x6 = rows.get(FLOAT, at + 24);
        s6 += x6 * query[j + 6];
        n6 += x6 * x6;
        float x7 = rows.get(FLOAT, at + 28);
        s7 += x7 * query[j + 7];
        n7 += x7 * x7;
      }
      return Rows.cosine(
          sum(s0, s1, s2, s3, s4, s5, s6, s7), sum(n0, n1, n2, n3, n4, n5, n6, n7), prepared);
    }
  }

  static final class Simd128 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      float queryLength = prepare(query);
      FloatVector zero = FloatVector.zero(Lanes128.FLOATS);
      FloatVector a = zero;
      FloatVector b = zero;
      FloatVector c = zero;
      FloatVector d = zero;
      FloatVector e = zero;
      FloatVector f = zero;
      FloatVector g = zero;
      FloatVector h = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        FloatVector x = FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at, LITTLE_ENDIAN);
        a = x.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j), a);
        e = x.fma(x, e);
        FloatVector y =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 16, LITTLE_ENDIAN);
        b = y.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j + 4), b);
        f = y.fma(y, f);
        FloatVector z =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 32, LITTLE_ENDIAN);
        c = z.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j + 8), c);
        g = z.fma(z, g);
        FloatVector w =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 48, LITTLE_ENDIAN);
        d = w.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j + 12), d);
        h = w.fma(w, h);
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13
          a = a.add(c).add(b.add(d));
          a = a.add(a.rearrange(Lanes128.BY_2));
          e = e.add(g).add(f.add(h));
          e = e.add(e.rearrange(Lanes128.BY_2));
          float product = a.add(a.rearrange(Lanes128.BY_1)).lane(0);
          float norm = e.add(e.rearrange(Lanes128.BY_1)).lane(0);
          out[i] = Rows.cosine(product, norm, queryLength);
          i++;
          j = 0;
          a = zero;
          b = zero;
          c = zero;
          d = zero;
          e = zero;
          f = zero;
          g = zero;
          h = zero;
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
        float queryLength,
        float @Nullable [] out) {
      int dimension = (int) (stride >>> 2);
      float distance = 0;
      for (int i = from; i < to; i++) {
        long row = base + ids[i] * stride;
        FloatVector a = FloatVector.zero(Lanes128.FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = FloatVector.zero(Lanes128.FLOATS);
        FloatVector f = e;
        FloatVector g = e;
        FloatVector h = e;
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          FloatVector x = FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at, LITTLE_ENDIAN);
          a = x.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j), a);
          e = x.fma(x, e);
          FloatVector y =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 16, LITTLE_ENDIAN);
          b = y.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j + 4), b);
          f = y.fma(y, f);
          FloatVector z =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 32, LITTLE_ENDIAN);
          c = z.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j + 8), c);
          g = z.fma(z, g);
          FloatVector w =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 48, LITTLE_ENDIAN);
          d = w.fma(FloatVector.fromArray(Lanes128.FLOATS, query, j + 12), d);
          h = w.fma(w, h);
        }
        rows.get(Rows.FLOAT, row); // R13
        a = a.add(c).add(b.add(d));
        a = a.add(a.rearrange(Lanes128.BY_2));
        e = e.add(g).add(f.add(h));
        e = e.add(e.rearrange(Lanes128.BY_2));
        float product = a.add(a.rearrange(Lanes128.BY_1)).lane(0);
        float norm = e.add(e.rearrange(Lanes128.BY_1)).lane(0);
        distance = Rows.cosine(product, norm, queryLength);
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }

    @Override
    float prepare(float[] query) {
      return Length.inSixteens(query);
    }
  }

  static final class Simd256 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      float queryLength = prepare(query);
      FloatVector zero = FloatVector.zero(Lanes256.FLOATS);
      FloatVector a = zero;
      FloatVector b = zero;
      FloatVector e = zero;
      FloatVector f = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        FloatVector x = FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at, LITTLE_ENDIAN);
        a = x.fma(FloatVector.fromArray(Lanes256.FLOATS, query, j), a);
        e = x.fma(x, e);
        FloatVector y =
            FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at + 32, LITTLE_ENDIAN);
        b = y.fma(FloatVector.fromArray(Lanes256.FLOATS, query, j + 8), b);
        f = y.fma(y, f);
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13
          a = a.add(b);
          a = a.add(a.rearrange(Lanes256.BY_4));
          a = a.add(a.rearrange(Lanes256.BY_2));
          e = e.add(f);
          e = e.add(e.rearrange(Lanes256.BY_4));
          e = e.add(e.rearrange(Lanes256.BY_2));
          float product = a.add(a.rearrange(Lanes256.BY_1)).lane(0);
          float norm = e.add(e.rearrange(Lanes256.BY_1)).lane(0);
          out[i] = Rows.cosine(product, norm, queryLength);
          i++;
          j = 0;
          a = zero;
          b = zero;
          e = zero;
          f = zero;
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
        float queryLength,
        float @Nullable [] out) {
      int dimension = (int) (stride >>> 2);
      float distance = 0;
      for (int i = from; i < to; i++) {
        long row = base + ids[i] * stride;
        FloatVector a = FloatVector.zero(Lanes256.FLOATS);
        FloatVector b = a;
        FloatVector e = FloatVector.zero(Lanes256.FLOATS);
        FloatVector f = e;
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          FloatVector x = FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at, LITTLE_ENDIAN);
          a = x.fma(FloatVector.fromArray(Lanes256.FLOATS, query, j), a);
          e = x.fma(x, e);
          FloatVector y =
              FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at + 32, LITTLE_ENDIAN);
          b = y.fma(FloatVector.fromArray(Lanes256.FLOATS, query, j + 8), b);
          f = y.fma(y, f);
        }
        rows.get(Rows.FLOAT, row); // R13
        a = a.add(b);
        a = a.add(a.rearrange(Lanes256.BY_4));
        a = a.add(a.rearrange(Lanes256.BY_2));
        e = e.add(f);
        e = e.add(e.rearrange(Lanes256.BY_4));
        e = e.add(e.rearrange(Lanes256.BY_2));
        float product = a.add(a.rearrange(Lanes256.BY_1)).lane(0);
        float norm = e.add(e.rearrange(Lanes256.BY_1)).lane(0);
        distance = Rows.cosine(product, norm, queryLength);
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }

    @Override
    float prepare(float[] query) {
      return Length.inSixteens(query);
    }
  }

  static final class Simd512 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      float queryLength = prepare(query);
      FloatVector zero = FloatVector.zero(Lanes512.FLOATS);
      FloatVector a = zero;
      FloatVector e = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        FloatVector x = FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN);
        a = x.fma(FloatVector.fromArray(Lanes512.FLOATS, query, j), a);
        e = x.fma(x, e);
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13
          a = a.add(a.rearrange(Lanes512.BY_8));
          a = a.add(a.rearrange(Lanes512.BY_4));
          a = a.add(a.rearrange(Lanes512.BY_2));
          e = e.add(e.rearrange(Lanes512.BY_8));
          e = e.add(e.rearrange(Lanes512.BY_4));
          e = e.add(e.rearrange(Lanes512.BY_2));
          float product = a.add(a.rearrange(Lanes512.BY_1)).lane(0);
          float norm = e.add(e.rearrange(Lanes512.BY_1)).lane(0);
          out[i] = Rows.cosine(product, norm, queryLength);
          i++;
          j = 0;
          a = zero;
          e = zero;
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
        float queryLength,
        float @Nullable [] out) {
      int dimension = (int) (stride >>> 2);
      float distance = 0;
      for (int i = from; i < to; i++) {
        long row = base + ids[i] * stride;
        FloatVector a = FloatVector.zero(Lanes512.FLOATS);
        FloatVector e = FloatVector.zero(Lanes512.FLOATS);
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          FloatVector x = FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN);
          a = x.fma(FloatVector.fromArray(Lanes512.FLOATS, query, j), a);
          e = x.fma(x, e);
        }
        rows.get(Rows.FLOAT, row); // R13
        a = a.add(a.rearrange(Lanes512.BY_8));
        a = a.add(a.rearrange(Lanes512.BY_4));
        a = a.add(a.rearrange(Lanes512.BY_2));
        e = e.add(e.rearrange(Lanes512.BY_8));
        e = e.add(e.rearrange(Lanes512.BY_4));
        e = e.add(e.rearrange(Lanes512.BY_2));
        float product = a.add(a.rearrange(Lanes512.BY_1)).lane(0);
        float norm = e.add(e.rearrange(Lanes512.BY_1)).lane(0);
        distance = Rows.cosine(product, norm, queryLength);
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }

    @Override
    float prepare(float[] query) {
      return Length.inSixteens(query);
    }
  }
}
