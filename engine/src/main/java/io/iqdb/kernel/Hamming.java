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

  static final class Simd128 implements DistanceKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      for (int i = 0; i < count; i++) {
        long row = offset + i * stride;
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
        out[i] = a.add(b).add(c.add(d)).reduceLanes(ADD);
      }
    }

    @Override
    public void gather(
        MemorySegment rows,
        long base,
        long stride,
        int[] ids,
        int count,
        float[] query,
        float[] out) {
      int dimension = (int) (stride >>> 2);
      int batch = Rows.batch(stride);
      for (int from = 0, to; from < count; from = to) {
        to = Math.min(count, from + batch);
        out[from] = Rows.touch(rows, base, stride, ids, from, to);
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
          out[i] = a.add(b).add(c.add(d)).reduceLanes(ADD);
        }
      }
    }

    @Override
    public float score(MemorySegment rows, long offset, long stride, float[] query) {
      int dimension = (int) (stride >>> 2);
      IntVector a = IntVector.zero(Lanes128.INTS);
      IntVector b = a;
      IntVector c = a;
      IntVector d = a;
      for (int j = 0; j < dimension; j += 16) {
        long at = offset + 4L * j;
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
      }
      rows.get(Rows.FLOAT, offset); // R13
      return a.add(b).add(c.add(d)).reduceLanes(ADD);
    }
  }

  static final class Simd256 implements DistanceKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      for (int i = 0; i < count; i++) {
        long row = offset + i * stride;
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
        out[i] = a.add(b).reduceLanes(ADD);
      }
    }

    @Override
    public void gather(
        MemorySegment rows,
        long base,
        long stride,
        int[] ids,
        int count,
        float[] query,
        float[] out) {
      int dimension = (int) (stride >>> 2);
      int batch = Rows.batch(stride);
      for (int from = 0, to; from < count; from = to) {
        to = Math.min(count, from + batch);
        out[from] = Rows.touch(rows, base, stride, ids, from, to);
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
          out[i] = a.add(b).reduceLanes(ADD);
        }
      }
    }

    @Override
    public float score(MemorySegment rows, long offset, long stride, float[] query) {
      int dimension = (int) (stride >>> 2);
      IntVector a = IntVector.zero(Lanes256.INTS);
      IntVector b = a;
      for (int j = 0; j < dimension; j += 16) {
        long at = offset + 4L * j;
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
      }
      rows.get(Rows.FLOAT, offset); // R13
      return a.add(b).reduceLanes(ADD);
    }
  }

  static final class Simd512 implements DistanceKernel {
    @Override
    public void scan(
        MemorySegment rows, long offset, long stride, int count, float[] query, float[] out) {
      int dimension = (int) (stride >>> 2);
      for (int i = 0; i < count; i++) {
        long row = offset + i * stride;
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
        out[i] = a.reduceLanes(ADD);
      }
    }

    @Override
    public void gather(
        MemorySegment rows,
        long base,
        long stride,
        int[] ids,
        int count,
        float[] query,
        float[] out) {
      int dimension = (int) (stride >>> 2);
      int batch = Rows.batch(stride);
      for (int from = 0, to; from < count; from = to) {
        to = Math.min(count, from + batch);
        out[from] = Rows.touch(rows, base, stride, ids, from, to);
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
          out[i] = a.reduceLanes(ADD);
        }
      }
    }

    @Override
    public float score(MemorySegment rows, long offset, long stride, float[] query) {
      int dimension = (int) (stride >>> 2);
      IntVector a = IntVector.zero(Lanes512.INTS);
      for (int j = 0; j < dimension; j += 16) {
        long at = offset + 4L * j;
        IntVector x =
            FloatVector.fromMemorySegment(Lanes512.FLOATS, rows, at, LITTLE_ENDIAN)
                .reinterpretAsInts();
        a =
            a.add(
                1,
                x.compare(
                    NE, FloatVector.fromArray(Lanes512.FLOATS, query, j).reinterpretAsInts()));
      }
      rows.get(Rows.FLOAT, offset); // R13
      return a.reduceLanes(ADD);
    }
  }
}
