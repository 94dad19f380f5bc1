package io.iqdb.benchmarks;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Opening (F11). {@code make DIRECTORY RECORDS} writes a cleanly closed database of 128 dimensions;
 * {@code open DIRECTORY} opens it 21 times in this process and prints the first time and the median
 * of the others; {@code log DIRECTORY RECORDS} leaves that many records in the log and dies; {@code
 * recover DIRECTORY} opens that. {@code java -cp ... io.iqdb.benchmarks.OpenTime ...}
 */
public final class OpenTime {
  private static final IqdbConfig CONFIG = IqdbConfig.of(128, DistanceMetric.EUCLIDEAN);
  private static final OpenOptions ALL_IN_MEMORY =
      OpenOptions.defaults().fsync(FsyncPolicy.NEVER).memtableBytes(8L << 30);

  private OpenTime() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[1]);
    switch (args[0]) {
      case "make" -> make(directory, Long.parseLong(args[2]));
      case "open" -> open(directory);
      case "log" -> log(directory, Long.parseLong(args[2]));
      case "recover" -> recover(directory);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static Vector vector(long seed) {
    float[] components = new float[CONFIG.dimension()];
    Arrays.fill(components, (int) (seed % 1000));
    return Vector.of(components);
  }

  private static void make(Path directory, long records) throws IOException {
    try (Iqdb db = Iqdb.create(Scratch.directory(directory), CONFIG, OpenOptions.defaults())) {
      db.upsertAll(
          LongStream.range(0, records).mapToObj(i -> VectorRecord.of(VectorId.of(i), vector(i))));
    }
  }

  private static void open(Path directory) {
    double[] times = new double[20];
    double first = 0;
    for (int i = -1; i < times.length; i++) {
      long start = System.nanoTime();
      try (Iqdb db = Iqdb.open(directory)) {
        double millis = (System.nanoTime() - start) / 1e6;
        if (i < 0) {
          first = millis;
          System.out.println(
              db.size() + " records in " + db.info().segments().size() + " segments");
        } else {
          times[i] = millis;
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "first open %.1f ms, later %.2f ms%n", first, Scratch.median(times));
  }

  private static void log(Path directory, long records) throws IOException {
    Iqdb db = Iqdb.create(Scratch.directory(directory), CONFIG, ALL_IN_MEMORY);
    for (long i = 0; i < records; i++) {
      db.upsert(VectorId.of(i), vector(i));
    }
    Runtime.getRuntime().halt(0); // as a kill would: the log is all there is
  }

  private static void recover(Path directory) {
    long start = System.nanoTime();
    try (Iqdb db = Iqdb.open(directory, ALL_IN_MEMORY)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "recovered %d records in %.2f s, %.0f/s, new files included%n",
          db.size(),
          seconds,
          db.recovery().recordsReplayed() / seconds);
    }
  }
}
