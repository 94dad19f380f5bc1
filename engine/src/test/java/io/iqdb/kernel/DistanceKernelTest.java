package io.iqdb.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.types.DistanceMetric;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DistanceKernelTest {
  private static final int[] DIMS =
      IntStream.concat(IntStream.rangeClosed(1, 257), IntStream.of(768, 1024, 4096)).toArray();

  @ParameterizedTest
  @EnumSource
  void everyKernelIsWithinToleranceOfTheDefinition(DistanceMetric metric) {
    Random random = new Random(1);
    for (int dim : DIMS) {
      float[] row = Samples.vector(dim, random);
      float[] query = Samples.vector(dim, random);
      double exact = Samples.exact(metric, row, query);
      double tolerance = Samples.tolerance(metric, row, query);
      Samples.kernels(metric)
          .forEach((name, kernel) ->
              assertEquals(exact, Samples.score(kernel, row, query), tolerance, name + ", " + dim));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWidthGivesTheSameBits(DistanceMetric metric) {
    Random random = new Random(2);
    for (int dim : DIMS) {
      float[] row = Samples.vector(dim, random);
      float[] query = Samples.vector(dim, random);
      List<DistanceKernel> kernels = Samples.simd(metric);
      for (DistanceKernel kernel : kernels) {
        assertEquals(
            Samples.score(kernels.getFirst(), row, query),
            Samples.score(kernel, row, query),
            metric + ", " + dim);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void scanGatherAndScoreGiveTheSameBits(DistanceMetric metric) {
    for (int dim : new int[] {1, 16, 17, 100, 128, 768, 4096}) {
      float[][] rows = vectors(40, dim);
      MemorySegment segment = Samples.onHeap(rows);
      long stride = Rows.stride(dim);
      float[] query = Rows.pad(Samples.vector(dim, new Random(4)));
      int[] ids = IntStream.range(0, 40).map(i -> i * 7 % 40).toArray();
      Samples.kernels(metric)
          .forEach((name, kernel) -> {
            float[] scanned = new float[40];
            kernel.scan(segment, 0, stride, 40, query, scanned);
            float[] gathered = new float[40];
            kernel.gather(segment, 0, stride, ids, 40, query, gathered);
            for (int i = 0; i < 40; i++) {
              float scored = kernel.score(segment, ids[i] * stride, stride, query);
              assertEquals(scored, scanned[ids[i]], name + " scan, " + dim);
              assertEquals(scored, gathered[i], name + " gather, " + dim);
            }
          });
    }
  }

  /** What one row leaves in the partial sums must not reach the next. */
  @ParameterizedTest
  @EnumSource
  void aRowScoresTheSameWhereverAScanBeginsAndEnds(DistanceMetric metric) {
    for (int dim : new int[] {1, 16, 33, 128, 300}) {
      MemorySegment segment = Samples.onHeap(vectors(9, dim));
      long stride = Rows.stride(dim);
      float[] query = Rows.pad(Samples.vector(dim, new Random(4)));
      Samples.kernels(metric)
          .forEach((name, kernel) -> {
            for (int first = 0; first < 9; first++) {
              for (int count = 1; count <= 9 - first; count++) {
                float[] scanned = new float[count];
                kernel.scan(segment, first * stride, stride, count, query, scanned);
                for (int i = 0; i < count; i++) {
                  float scored = kernel.score(segment, (first + i) * stride, stride, query);
                  assertEquals(scored, scanned[i], name + ", " + dim + ", row " + (first + i));
                }
              }
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsWrittenBeyondTheCount(DistanceMetric metric) {
    MemorySegment segment = Samples.onHeap(vectors(3, 20));
    float[] query = Rows.pad(Samples.vector(20, new Random(4)));
    Samples.kernels(metric)
        .forEach((name, kernel) -> {
          float[] out = {7, 7, 7};
          kernel.scan(segment, 0, 128, 0, query, out);
          kernel.gather(segment, 0, 128, new int[3], 0, query, out);
          assertArrayEquals(new float[] {7, 7, 7}, out, name);
          kernel.scan(segment, 0, 128, 1, query, out);
          kernel.gather(segment, 0, 128, new int[3], 2, query, out);
          assertEquals(7, out[2], name);
        });
  }

  @Test
  void heapNativeMappedAndUnalignedSegmentsAgree(@TempDir Path folder) throws IOException {
    int dim = 100;
    float[][] rows = vectors(9, dim);
    long stride = Rows.stride(dim);
    float[] query = Rows.pad(Samples.vector(dim, new Random(5)));
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("rows"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      long size = 9 * stride + 4096;
      List<MemorySegment> segments = new ArrayList<>();
      segments.add(MemorySegment.ofArray(new byte[(int) size]));
      segments.add(MemorySegment.ofArray(new float[(int) size / 4]));
      segments.add(arena.allocate(size, 64));
      segments.add(file.map(MapMode.READ_WRITE, 0, size, arena));
      for (long offset : new long[] {0, 4, 64, 1, 4095}) {
        for (MemorySegment segment : segments) {
          Samples.write(segment, offset, rows);
        }
        for (DistanceMetric metric : DistanceMetric.values()) {
          Samples.kernels(metric)
              .forEach((name, kernel) -> {
                float[] expected = new float[9];
                kernel.scan(Samples.onHeap(rows), 0, stride, 9, query, expected);
                for (MemorySegment segment : segments) {
                  float[] found = new float[9];
                  kernel.scan(segment.asReadOnly(), offset, stride, 9, query, found);
                  assertArrayEquals(expected, found, name + " at " + offset);
                }
              });
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowBeyondTheSegmentIsRefused(DistanceMetric metric) {
    MemorySegment segment = Samples.onHeap(vectors(2, 32));
    float[] query = new float[32];
    Samples.kernels(metric)
        .forEach((name, kernel) -> {
          for (long offset : new long[] {129, 256, -1, Long.MAX_VALUE - 64}) {
            assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernel.score(segment, offset, 128, query),
                name);
          }
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernel.scan(segment, 0, 128, 3, query, new float[3]),
              name);
        });
  }

  @Test
  void cosineIsOneWhereAVectorIsZeroOrTheNormsUnderflow() {
    float[] zero = new float[50];
    float[] some = Samples.vector(50, new Random(6));
    float[] tiny = new float[50];
    tiny[3] = Float.MIN_VALUE;
    Samples.kernels(DistanceMetric.COSINE)
        .forEach((name, kernel) -> {
          assertEquals(1f, Samples.score(kernel, zero, some), name);
          assertEquals(1f, Samples.score(kernel, some, zero), name);
          assertEquals(1f, Samples.score(kernel, zero, zero), name);
          assertEquals(1f, Samples.score(kernel, tiny, tiny), name);
        });
  }

  @Test
  void cosineStaysBetweenZeroAndTwo() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      float[] row = Samples.vector(1 + i % 70, random);
      float[] opposite = row.clone();
      for (int j = 0; j < row.length; j++) {
        opposite[j] = -row[j];
      }
      Samples.kernels(DistanceMetric.COSINE)
          .forEach((name, kernel) -> {
            float same = Samples.score(kernel, row, row);
            float far = Samples.score(kernel, row, opposite);
            assertEquals(true, same >= 0 && far <= 2, name + ": " + same + ", " + far);
          });
    }
  }

  @Test
  void overflowGivesInfinityOrNaN() {
    float[] huge = {Float.MAX_VALUE, Float.MAX_VALUE};
    float[] negative = {-Float.MAX_VALUE, -Float.MAX_VALUE};
    everywhere(DistanceMetric.EUCLIDEAN, huge, negative, Float.POSITIVE_INFINITY);
    everywhere(DistanceMetric.MANHATTAN, huge, negative, Float.POSITIVE_INFINITY);
    everywhere(DistanceMetric.DOT, huge, huge, Float.NEGATIVE_INFINITY);
    everywhere(DistanceMetric.COSINE, huge, huge, Float.NaN);
    everywhere(DistanceMetric.HAMMING, huge, negative, 2);
  }

  @Test
  void notANumberIsPassedOn() {
    float[] row = {1, Float.NaN, 3};
    float[] query = {1, 2, 3};
    for (DistanceMetric metric : DistanceMetric.values()) {
      everywhere(metric, row, query, metric == DistanceMetric.HAMMING ? 1 : Float.NaN);
    }
  }

  @Test
  void subnormalsCount() {
    float[] row = {Float.MIN_VALUE, 0};
    float[] query = {0, 0};
    everywhere(DistanceMetric.MANHATTAN, row, query, Float.MIN_VALUE);
    everywhere(DistanceMetric.EUCLIDEAN, row, query, 0);
    everywhere(DistanceMetric.DOT, row, new float[] {1, 0}, -Float.MIN_VALUE);
  }

  @Test
  void hammingComparesRawBits() {
    float quiet = Float.intBitsToFloat(0x7fc00000);
    float other = Float.intBitsToFloat(0x7fc00001);
    everywhere(
        DistanceMetric.HAMMING,
        new float[] {0f, quiet, quiet, 1},
        new float[] {-0f, quiet, other, 1},
        2);
  }

  private static void everywhere(
      DistanceMetric metric, float[] row, float[] query, float expected) {
    Samples.kernels(metric)
        .forEach((name, k) -> assertEquals(expected, Samples.score(k, row, query), name));
  }

  private static float[][] vectors(int count, int dim) {
    Random random = new Random(3);
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = Samples.vector(dim, random);
    }
    return vectors;
  }
}
