package io.iqdb.benchmarks;

import io.iqdb.kernel.DistanceKernel;
import io.iqdb.kernel.Kernels;
import io.iqdb.types.DistanceMetric;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * How near the exact float32 scan comes to the bandwidth of memory (F6): GB/s of each metric's scan
 * with a top-10 bound, next to a loop that only reads the same mapping with the same vector loads.
 * Rounds alternate between them, times are CPU times of the slowest thread. Medians are printed;
 * the share is the median of the rounds' own shares, so that what else the machine does weighs
 * less. {@code java --add-modules jdk.incubator.vector -cp ... io.iqdb.benchmarks.ScanBandwidth
 * [MiB [rounds]]}
 */
public final class ScanBandwidth {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int CHUNK = 256;
  private static final int K = 10;

  private final MemorySegment rows;
  private final int rounds;

  private ScanBandwidth(MemorySegment rows, int rounds) {
    this.rows = rows;
    this.rounds = rounds;
  }

  /** Runs the benchmark on a temporary file of so many MiB, 512 if none are given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int mebibytes = args.length > 0 ? Integer.parseInt(args[0]) : 512;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    Path path =
        Path.of(System.getProperty("java.io.tmpdir"), "scan-" + ProcessHandle.current().pid());
    try (FileChannel file =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        Arena arena = Arena.ofShared()) {
      fill(file, mebibytes);
      MemorySegment rows = file.map(MapMode.READ_ONLY, 0, file.size(), arena);
      System.out.println(Kernels.describe());
      for (int dim : new int[] {128, 256, 768}) {
        for (int threads = 1; threads <= 2; threads++) {
          new ScanBandwidth(rows, rounds).compare(dim, threads);
        }
      }
    }
  }

  private static void fill(FileChannel file, int mebibytes) throws IOException {
    Random random = new Random(1);
    ByteBuffer block = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < mebibytes; i++) {
      block.clear();
      while (block.hasRemaining()) {
        block.putFloat(random.nextFloat() - 0.5f);
      }
      block.flip();
      while (block.hasRemaining()) {
        file.write(block);
      }
    }
  }

  private void compare(int dim, int threads) throws InterruptedException {
    DistanceMetric[] metrics = DistanceMetric.values();
    double[][] speeds = new double[metrics.length + 1][rounds];
    long stride = 4L * dim;
    float[] query = new float[dim];
    for (int i = 0; i < dim; i++) {
      query[i] = (i % 7) / 7f - 0.5f;
    }
    for (int round = -3; round < rounds; round++) {
      for (int m = 0; m <= metrics.length; m++) {
        DistanceKernel kernel = m == 0 ? null : Kernels.best(metrics[m - 1]);
        double speed = run(kernel, stride, query, threads);
        if (round >= 0) {
          speeds[m][round] = speed;
        }
      }
    }
    double reading = median(speeds[0]);
    System.out.printf(
        Locale.ROOT, "%d d, %d thread(s): reading alone %.1f GB/s%n", dim, threads, reading);
    for (int m = 1; m <= metrics.length; m++) {
      double scanning = median(speeds[m]);
      double[] shares = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        shares[round] = 100 * speeds[m][round] / speeds[0][round];
      }
      System.out.printf(
          Locale.ROOT,
          "  %-10s %.1f GB/s, %.0f %% of it%n",
          metrics[m - 1],
          scanning,
          median(shares));
    }
  }

  /** Gigabytes per second over the whole mapping; a null kernel only reads. */
  private double run(@Nullable DistanceKernel kernel, long stride, float[] query, int threads)
      throws InterruptedException {
    long chunks = rows.byteSize() / stride / CHUNK;
    float[] sinks = new float[threads];
    Thread[] workers = new Thread[threads];
    long[] nanos = new long[threads];
    for (int t = 0; t < threads; t++) {
      int self = t;
      long from = chunks * t / threads;
      long to = chunks * (t + 1) / threads;
      workers[t] =
          Thread.ofPlatform()
              .start(() -> {
                long start = THREADS.getCurrentThreadCpuTime();
                sinks[self] =
                    kernel == null
                        ? read(from, to, stride)
                        : nearest(kernel, from, to, stride, query);
                nanos[self] = THREADS.getCurrentThreadCpuTime() - start;
              });
    }
    for (Thread worker : workers) {
      worker.join();
    }
    for (float sink : sinks) {
      if (Float.isNaN(sink)) {
        throw new IllegalStateException("no row was read");
      }
    }
    double bytes = chunks * CHUNK * stride;
    return bytes / Arrays.stream(nanos).max().orElseThrow();
  }

  private float read(long from, long to, long stride) {
    float sink = 0;
    for (long chunk = from; chunk < to; chunk++) {
      sink += read(rows, chunk * CHUNK * stride, (int) (CHUNK * stride));
    }
    return sink;
  }

  /** The bar: as few instructions as a loop needs that loads every vector. */
  private static float read(MemorySegment rows, long offset, int length) {
    long step = SPECIES.vectorByteSize();
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int j = 0; j < length; j += 4 * SPECIES.vectorByteSize()) {
      long at = offset + j;
      a = a.add(FloatVector.fromMemorySegment(SPECIES, rows, at, ByteOrder.LITTLE_ENDIAN));
      b = b.add(FloatVector.fromMemorySegment(SPECIES, rows, at + step, ByteOrder.LITTLE_ENDIAN));
      c =
          c.add(
              FloatVector.fromMemorySegment(SPECIES, rows, at + 2 * step, ByteOrder.LITTLE_ENDIAN));
      d =
          d.add(
              FloatVector.fromMemorySegment(SPECIES, rows, at + 3 * step, ByteOrder.LITTLE_ENDIAN));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }

  /** Scans for the nearest ten, and returns the farthest of them. */
  private float nearest(DistanceKernel kernel, long from, long to, long stride, float[] query) {
    float[] out = new float[CHUNK];
    float[] best = new float[K];
    Arrays.fill(best, Float.POSITIVE_INFINITY);
    for (long chunk = from; chunk < to; chunk++) {
      kernel.scan(rows, chunk * CHUNK * stride, stride, CHUNK, query, out);
      for (float distance : out) {
        if (distance < best[K - 1]) {
          insert(best, distance);
        }
      }
    }
    return best[K - 1];
  }

  private static void insert(float[] best, float distance) {
    int at = K - 1;
    for (; at > 0 && best[at - 1] > distance; at--) {
      best[at] = best[at - 1];
    }
    best[at] = distance;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
