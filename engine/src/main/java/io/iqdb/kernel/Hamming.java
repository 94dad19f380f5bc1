package io.iqdb.kernel;

import static java.lang.Float.floatToRawIntBits;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.NE;

import io.iqdb.kernel.Lanes.Lanes128;
import io.iqdb.kernel.Lanes.Lanes256;
import io.iqdb.kernel.Lanes.Lanes512;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.jspecify.annotations.Nullable;

/** How many components differ in their raw bits. Exact, whatever the order. */
final class Hamming {
  private Hamming() {}

  static final class Scalar extends ScalarKernel {
    @Override
    float row(MemorySegment rows, long offset, float[] query, int dimension, float prepared) {
      int differ = 0;
      for (int j = 0; j < dimension; j++) {
        int x = rows.get(Rows.INT, offset + 4L * j) ^ floatToRawIntBits(query[j]);
        differ += (x | -x) >>> 31;
      }
      return differ;
    }
  }

  static final class Simd128 extends SimdKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      int end = Math.multiplyExact(count, dimension);
      IntVector zero = IntVector.zero(Lanes128.INTS);
      IntVector a = zero;
      IntVector b = zero;
      IntVector c = zero;
      IntVector d = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        IntVector x =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at, LITTLE_ENDIAN)
                .reinterpretAsInts();
        a =
            a.add(
                1,
                x.compare(
                    NE, FloatVector.fromArray(Lanes128.FLOATS, query, j).reinterpretAsInts()));
        IntVector y =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 16, LITTLE_ENDIAN)
                .reinterpretAsInts();
        b =
            b.add(
                1,
                y.compare(
                    NE, FloatVector.fromArray(Lanes128.FLOATS, query, j + 4).reinterpretAsInts()));
        IntVector z =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                .reinterpretAsInts();
        c =
            c.add(
                1,
                z.compare(
                    NE, FloatVector.fromArray(Lanes128.FLOATS, query, j + 8).reinterpretAsInts()));
        IntVector w =
            FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 48, LITTLE_ENDIAN)
                .reinterpretAsInts();
        d =
            d.add(
                1,
                w.compare(
                    NE, FloatVector.fromArray(Lanes128.FLOATS, query, j + 12).reinterpretAsInts()));
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13

          out[i] = a.add(b).add(c.add(d)).reduceLanes(ADD);
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
        IntVector a = IntVector.zero(Lanes128.INTS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          IntVector x =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          a =
              a.add(
                  1,
                  x.compare(
                      NE, FloatVector.fromArray(Lanes128.FLOATS, query, j).reinterpretAsInts()));
          IntVector y =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 16, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          b =
              b.add(
                  1,
                  y.compare(
                      NE,
                      FloatVector.fromArray(Lanes128.FLOATS, query, j + 4).reinterpretAsInts()));
          IntVector z =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          c =
              c.add(
                  1,
                  z.compare(
                      NE,
                      FloatVector.fromArray(Lanes128.FLOATS, query, j + 8).reinterpretAsInts()));
          IntVector w =
              FloatVector.fromMemorySegment(Lanes128.FLOATS, rows, at + 48, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          d =
              d.add(
                  1,
                  w.compare(
                      NE,
                      FloatVector.fromArray(Lanes128.FLOATS, query, j + 12).reinterpretAsInts()));
        }
        rows.get(Rows.FLOAT, row); // R13

        distance = a.add(b).add(c.add(d)).reduceLanes(ADD);
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
      IntVector zero = IntVector.zero(Lanes256.INTS);
      IntVector a = zero;
      IntVector b = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        IntVector x =
            FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at, LITTLE_ENDIAN)
                .reinterpretAsInts();
        a =
            a.add(
                1,
                x.compare(
                    NE, FloatVector.fromArray(Lanes256.FLOATS, query, j).reinterpretAsInts()));
        IntVector y =
            FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                .reinterpretAsInts();
        b =
            b.add(
                1,
                y.compare(
                    NE, FloatVector.fromArray(Lanes256.FLOATS, query, j + 8).reinterpretAsInts()));
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13

          out[i] = a.add(b).reduceLanes(ADD);
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
        IntVector a = IntVector.zero(Lanes256.INTS);
        IntVector b = a;
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          IntVector x =
              FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          a =
              a.add(
                  1,
                  x.compare(
                      NE, FloatVector.fromArray(Lanes256.FLOATS, query, j).reinterpretAsInts()));
          IntVector y =
              FloatVector.fromMemorySegment(Lanes256.FLOATS, rows, at + 32, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          b =
              b.add(
                  1,
                  y.compare(
                      NE,
                      FloatVector.fromArray(Lanes256.FLOATS, query, j + 8).reinterpretAsInts()));
        }
        rows.get(Rows.FLOAT, row); // R13

        distance = a.add(b).reduceLanes(ADD);
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
      IntVector zero = IntVector.zero(Lanes512.INTS);
      IntVector a = zero;
      for (int i = 0, j = 0, k = 0; k < end; k += 16) {
        long at = offset + 4L * k;
        IntVector x =
            FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN)
                .reinterpretAsInts();
        a =
            a.add(
                1,
                x.compare(
                    NE, FloatVector.fromArray(Lanes512.FLOATS, query, j).reinterpretAsInts()));
        j += 16;
        if (j == dimension) {
          rows.get(Rows.FLOAT, at); // R13

          out[i] = a.reduceLanes(ADD);
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
        IntVector a = IntVector.zero(Lanes512.INTS);
        for (int j = 0; j < dimension; j += 16) {
          long at = row + 4L * j;
          IntVector x =
              FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN)
                  .reinterpretAsInts();
          a =
              a.add(
                  1,
                  x.compare(
                      NE, FloatVector.fromArray(Lanes512.FLOATS, query, j).reinterpretAsInts()));
        }
        rows.get(Rows.FLOAT, row); // R13

        distance = a.reduceLanes(ADD);
        if (out != null) {
          out[i] = distance;
        }
      }
      return distance;
    }
  }
}
