package io.iqdb.benchmarks;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Bulk load, synced (F10): bytes of vectors per second through {@code upsertAll}, beside a plain
 * sequential write of the same bytes in pieces of 1 MiB, synced at its end. Rounds alternate;
 * medians are printed. {@code java -cp ... io.iqdb.benchmarks.BulkLoad DIRECTORY [DIMENSION
 * [MEBIBYTES [ROUNDS]]]}
 */
public final class BulkLoad {
  private BulkLoad() {}

  /** Runs the benchmark in a directory, which should be on the disk that is meant. */
  public static void main(String[] args) throws IOException {
    Path directory = Scratch.directory(Path.of(args[0]));
    int dimension = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    long bytes = (args.length > 2 ? Long.parseLong(args[2]) : 512) << 20;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
    double[] loads = new double[rounds];
    double[] writes = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      double write = write(Scratch.directory(directory.resolve("plain")), bytes);
      double load = load(Scratch.directory(directory.resolve("iqdb")), dimension, bytes);
      if (round >= 0) {
        loads[round] = load;
        writes[round] = write;
        ratios[round] = load / write;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d d: bulk load %.0f MB/s, sequential write %.0f MB/s, ratio %.2f%n",
        dimension,
        Scratch.median(loads),
        Scratch.median(writes),
        Scratch.median(ratios));
    Scratch.delete(directory);
  }

  private static double write(Path directory, long bytes) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
    Random random = new Random(1);
    while (piece.remaining() >= 8) {
      piece.putLong(random.nextLong());
    }
    long start = System.nanoTime();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long done = 0; done < bytes; done += piece.capacity()) {
        piece.clear();
        while (piece.hasRemaining()) {
          file.write(piece);
        }
      }
      file.force(true);
    }
    return bytes / ((System.nanoTime() - start) / 1e3);
  }

  /** Vectors come from a pool in memory, so that making them costs next to nothing. */
  private static double load(Path directory, int dimension, long bytes) {
    Random random = new Random(2);
    List<Vector> pool = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      float[] components = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        components[j] = random.nextFloat();
      }
      pool.add(Vector.of(components));
    }
    long records = bytes / (4L * dimension);
    long start = System.nanoTime();
    try (Iqdb db =
        Iqdb.create(
            directory,
            IqdbConfig.of(dimension, DistanceMetric.EUCLIDEAN),
            OpenOptions.defaults())) {
      db.upsertAll(
          LongStream.range(0, records)
              .mapToObj(i -> VectorRecord.of(VectorId.of(i), pool.get((int) (i & 1023)))));
    }
    return bytes / ((System.nanoTime() - start) / 1e3);
  }
}
