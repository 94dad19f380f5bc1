package io.iqdb.torture;

import io.iqdb.BulkOptions;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.WriteBatch;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Loads, replaces, deletes, merges and searches far more data than fit into the heap, holds every
 * search against brute force, and watches its own memory: that of the process which is no file's,
 * so that pages of mapped files, which the system takes back whenever it likes, do not count.
 */
public final class SmallHeapChild {
  private static final int DIMENSION = 256;
  private static final int GROUPS = 10;
  private static final int QUERIES = 6;
  private static final int K = 10;
  private static final int BATCH = 64;
  private static final double TOLERANCE = 1e-4;

  private final Iqdb db;
  private final int rows;
  private long mostKiB;

  private SmallHeapChild(Iqdb db, int rows) {
    this.db = db;
    this.rows = rows;
  }

  /** Directory, records and size of the memtable; prints what it measured. */
  public static void main(String[] arguments) throws IOException {
    OpenOptions options =
        OpenOptions.defaults()
            .fsync(FsyncPolicy.NEVER)
            .memtableBytes(Long.parseLong(arguments[2]))
            .mergePolicy(
                TieredMergePolicy.defaults().withSegmentsPerTier(4).withFloorBytes(1 << 20))
            .mergeScheduling(MergeScheduling.defaults().withMemoryBytes(32 << 20));
    Path path = Path.of(arguments[0]);
    try (Iqdb db = Iqdb.create(path, IqdbConfig.of(DIMENSION, DistanceMetric.EUCLIDEAN), options)) {
      SmallHeapChild child = new SmallHeapChild(db, Integer.parseInt(arguments[1]));
      child.load();
      child.change();
      child.search();
      db.optimize().join();
      child.look();
      child.search();
      long merged =
          db.merges().history().stream()
              .filter(merge -> merge.outcome() == MergeRecord.Outcome.DONE)
              .count();
      System.out.println(
          child.mostKiB
              + " "
              + db.info().bytesOnDisk()
              + " "
              + merged
              + " "
              + db.segments().size());
    }
  }

  /** Every third record is written twice, every tenth is deleted in the end. */
  private static int version(long number) {
    return number % 3 == 0 ? 1 : 0;
  }

  private static boolean lives(long number) {
    return number % 10 != 7;
  }

  private static float[] components(long number, int version) {
    SplittableRandom random = new SplittableRandom(Mix.of(number, version));
    float[] components = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      components[i] = random.nextInt(1 << 20) / (float) (1 << 20);
    }
    return components;
  }

  private static VectorRecord record(long number, int version) {
    Metadata metadata =
        Metadata.builder().put("group", number % GROUPS).put("version", (long) version).build();
    return VectorRecord.of(VectorId.of(number), Vector.of(components(number, version)), metadata);
  }

  private void load() throws IOException {
    Iterator<VectorRecord> records =
        LongStream.range(0, rows / 2)
            .peek(number -> lookNowAndThen(number))
            .mapToObj(number -> record(number, 0))
            .iterator();
    db.upsertAll(() -> records, BulkOptions.defaults().chunkBytes(8 << 20));
    look();
  }

  /** The other half through the log and the memtable, then what is replaced and deleted. */
  private void change() throws IOException {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (long number = rows / 2; number < rows; number++) {
      batch.upsert(record(number, 0));
      if (number % BATCH == 0) {
        db.write(batch.build());
        batch = WriteBatch.builder();
        lookNowAndThen(number);
      }
    }
    db.write(batch.build());
    batch = WriteBatch.builder();
    for (long number = 0; number < rows; number++) {
      if (version(number) == 1) {
        batch.upsert(record(number, 1));
      }
      if (!lives(number)) {
        batch.delete(VectorId.of(number));
      }
      if (number % BATCH == 0) {
        db.write(batch.build());
        batch = WriteBatch.builder();
        lookNowAndThen(number);
      }
    }
    db.write(batch.build());
    db.flush();
    look();
  }

  private void search() throws IOException {
    float[][] queries = new float[QUERIES][];
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = components(-1 - i, 0);
    }
    double[][] wanted = nearest(queries);
    long living = LongStream.range(0, rows).filter(SmallHeapChild::lives).count();
    require(db.size() == living, db.size() + " records, not " + living);
    for (int i = 0; i < QUERIES; i++) {
      Query query = Query.of(Vector.of(queries[i]), K);
      Filter group = Filter.eq("group", Value.of((long) i));
      List<Hit> hits = db.search(i % 2 == 0 ? query : query.filter(group));
      require(hits.size() == K, hits.size() + " hits");
      for (int rank = 0; rank < K; rank++) {
        double found = hits.get(rank).distance();
        require(
            Math.abs(found - wanted[i][rank]) < TOLERANCE * wanted[i][rank],
            "hit " + rank + " at " + found + ", not " + wanted[i][rank]);
      }
      look();
    }
  }

  /** By brute force over what the records are made from; odd queries within their group. */
  private double[][] nearest(float[][] queries) {
    double[][] best = new double[QUERIES][K];
    for (double[] distances : best) {
      Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }
    for (long number = 0; number < rows; number++) {
      if (lives(number)) {
        float[] row = components(number, version(number));
        for (int i = 0; i < QUERIES; i++) {
          if (i % 2 == 0 || number % GROUPS == i) {
            insert(best[i], distance(queries[i], row));
          }
        }
      }
    }
    return best;
  }

  private static void insert(double[] best, double distance) {
    int rank = best.length - 1;
    if (distance < best[rank]) {
      for (; rank > 0 && best[rank - 1] > distance; rank--) {
        best[rank] = best[rank - 1];
      }
      best[rank] = distance;
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private void lookNowAndThen(long number) {
    if (number % 1_024 == 0) {
      try {
        look();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void look() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon:")) {
        mostKiB = Math.max(mostKiB, Long.parseLong(line.replaceAll("[^0-9]", "")));
      }
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
