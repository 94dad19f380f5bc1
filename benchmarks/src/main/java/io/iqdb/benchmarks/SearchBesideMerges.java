package io.iqdb.benchmarks;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.WriteBatch;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Exact search beside a writer that goes as fast as it can (F13): times of one searching thread
 * while nothing else happens, and while records are replaced in batches of 64, each synced, flushed
 * every 4 MiB and merged in the background. The two alternate; the first rounds of each are not
 * counted, for there the JIT compiles what flushes and merges do; medians of the others are
 * printed. {@code benchmarks/run SearchBesideMerges DIRECTORY [DIMENSION [RECORDS [SEARCHES
 * [ROUNDS]]]]}
 */
public final class SearchBesideMerges {
  private static final int BATCH = 64;

  /** About a minute, after which the JIT takes a few hundredths of a processor. */
  private static final int WARM_UP = 4;

  private final Iqdb db;
  private final int records;
  private final Vector[] pool;
  private final Random random = new Random(13);

  private SearchBesideMerges(Iqdb db, int records, Vector[] pool) {
    this.db = db;
    this.records = records;
    this.pool = pool;
  }

  /** Runs the benchmark in a directory, which should be on the disk that is meant. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Scratch.directory(Path.of(args[0]));
    int dimension = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    int records = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
    int searches = args.length > 3 ? Integer.parseInt(args[3]) : 2_000;
    int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 5;
    Random random = new Random(1);
    Vector[] pool = new Vector[4096];
    for (int i = 0; i < pool.length; i++) {
      float[] components = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        components[j] = random.nextFloat();
      }
      pool[i] = Vector.of(components);
    }
    try (Iqdb db =
        Iqdb.create(
            directory.resolve("db"),
            IqdbConfig.of(dimension, DistanceMetric.EUCLIDEAN),
            OpenOptions.defaults().memtableBytes(4 << 20))) {
      new SearchBesideMerges(db, records, pool).run(searches, rounds);
    }
    Scratch.delete(directory);
  }

  private void run(int searches, int rounds) throws InterruptedException {
    for (int id = 0; id < records; id += BATCH) {
      write(id);
    }
    db.optimize().join();
    double[] idleHalf = new double[rounds];
    double[] busyHalf = new double[rounds];
    double[] idle = new double[rounds];
    double[] busy = new double[rounds];
    double[] ratios = new double[rounds];
    long written = 0;
    for (int round = -WARM_UP; round < rounds; round++) {
      db.optimize().join();
      double[] alone = time(searches);
      AtomicBoolean stop = new AtomicBoolean();
      long[] batches = new long[1];
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                Random ids = new Random(7);
                while (!stop.get()) {
                  write(ids.nextInt(records - BATCH));
                  batches[0]++;
                }
              });
      double[] beside = time(searches);
      stop.set(true);
      writer.join();
      if (round < 0) {
        continue;
      }
      written += batches[0] * BATCH;
      idleHalf[round] = alone[searches / 2];
      busyHalf[round] = beside[searches / 2];
      idle[round] = alone[(int) (searches * 0.99)];
      busy[round] = beside[(int) (searches * 0.99)];
      ratios[round] = busy[round] / idle[round];
    }
    System.out.printf(
        Locale.ROOT,
        "%d searches over %,d records: p50 %.2f ms, p99 %.2f ms; beside %,d writes p50 %.2f ms,"
            + " p99 %.2f ms, ratio of p99 %.2f%n",
        searches,
        records,
        Scratch.median(idleHalf),
        Scratch.median(idle),
        written,
        Scratch.median(busyHalf),
        Scratch.median(busy),
        Scratch.median(ratios));
  }

  private void write(int firstId) {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int id = firstId; id < Math.min(records, firstId + BATCH); id++) {
      batch.upsert(VectorId.of(id), pool[(id * 31 + firstId) & (pool.length - 1)]);
    }
    db.write(batch.build());
  }

  /** How long each took, in milliseconds, ascending. */
  private double[] time(int searches) {
    double[] times = new double[searches];
    for (int i = 0; i < searches; i++) {
      Query query = Query.of(pool[random.nextInt(pool.length)], 10);
      long start = System.nanoTime();
      db.search(query);
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(times);
    return times;
  }
}
