package io.iqdb.benchmarks;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Durable upserts per second (F9): 128 dimensions and about 60 bytes of metadata, each on disk
 * before it is acknowledged, by 1, 2, 8 and 32 writers; beside RocksDB with a synced log, and raw
 * loops that append as many bytes and call fdatasync. Rounds alternate between all of them; medians
 * are printed. {@code java -cp ... io.iqdb.benchmarks.DurableWrites DIRECTORY [SECONDS [ROUNDS]]}
 */
public final class DurableWrites {
  private static final int DIMENSION = 128;
  private static final int RECORD_BYTES = 640;

  private final Path directory;
  private final double seconds;
  private final Vector vector = vector();
  private final Metadata metadata =
      Metadata.builder()
          .put("title", "a passage about nothing in particular")
          .put("page", 12)
          .put("public", true)
          .build();

  private DurableWrites(Path directory, double seconds) {
    this.directory = directory;
    this.seconds = seconds;
  }

  private static Vector vector() {
    float[] components = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      components[i] = i / 128f;
    }
    return Vector.of(components);
  }

  /** One durable write of writer {@code writer}. */
  private interface Write {
    void write(int writer, long number) throws Exception;
  }

  /** Opens something, writes to it, closes it; operations per second. */
  private interface Subject {
    double run(int writers) throws Exception;
  }

  /** Runs the benchmark in a directory, which should be on the disk that is meant. */
  public static void main(String[] args) throws Exception {
    Path directory = Scratch.directory(Path.of(args[0]));
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 2;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    DurableWrites benchmark = new DurableWrites(directory, seconds);
    Map<String, Subject> subjects = new LinkedHashMap<>();
    subjects.put("iqdb", benchmark::iqdb);
    subjects.put("rocksdb", benchmark::rocks);
    subjects.put("fdatasync, appending", writers -> benchmark.raw(false));
    subjects.put("fdatasync, preallocated", writers -> benchmark.raw(true));
    for (int writers : new int[] {1, 2, 8, 32}) {
      Map<String, double[]> rates = new LinkedHashMap<>();
      for (int round = -1; round < rounds; round++) {
        for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
          double rate = subject.getValue().run(writers);
          if (round >= 0) {
            rates.computeIfAbsent(subject.getKey(), name -> new double[rounds])[round] = rate;
          }
        }
      }
      print(writers, rates);
    }
    Scratch.delete(directory);
  }

  private static void print(int writers, Map<String, double[]> rates) {
    System.out.printf(Locale.ROOT, "%d writer(s)%n", writers);
    double[] ours = rates.getOrDefault("iqdb", new double[1]);
    rates.forEach((name, all) -> {
      double[] ratios = new double[all.length];
      for (int i = 0; i < all.length; i++) {
        ratios[i] = ours[i] / all[i];
      }
      System.out.printf(
          Locale.ROOT,
          "  %-24s %8.0f/s   iqdb is %.2f x of it (%s)%n",
          name,
          Scratch.median(all),
          Scratch.median(ratios),
          Arrays.toString(Arrays.stream(all).mapToLong(Math::round).toArray()));
    });
  }

  private double iqdb(int writers) throws Exception {
    Path path = Scratch.directory(directory.resolve("iqdb"));
    try (Iqdb db =
        Iqdb.create(
            path, IqdbConfig.of(DIMENSION, DistanceMetric.EUCLIDEAN), OpenOptions.defaults())) {
      return rate(
          writers,
          (writer, number) ->
              db.upsert(VectorId.of(((long) writer << 32) + number), vector, metadata));
    }
  }

  private double rocks(int writers) throws Exception {
    Path path = Scratch.directory(directory.resolve("rocksdb"));
    byte[] value = new byte[RECORD_BYTES - 48];
    try (Options options = new Options().setCreateIfMissing(true);
        WriteOptions synced = new WriteOptions().setSync(true);
        RocksDB db = RocksDB.open(options, path.toString())) {
      return rate(writers, (writer, number) -> put(db, synced, writer, number, value));
    }
  }

  private static void put(RocksDB db, WriteOptions synced, int writer, long number, byte[] value)
      throws RocksDBException {
    byte[] key =
        ByteBuffer.allocate(8)
            .order(ByteOrder.BIG_ENDIAN)
            .putLong(((long) writer << 32) + number)
            .array();
    db.put(synced, key, value);
  }

  /** One thread that appends records and calls fdatasync after each. */
  private double raw(boolean preallocated) throws Exception {
    Path file = Scratch.directory(directory.resolve("raw")).resolve("log");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (preallocated) {
        preallocate(channel);
      }
      ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
      return rate(
          1,
          (writer, number) -> {
            record.clear();
            channel.write(record, (number * RECORD_BYTES) % (64 << 20));
            channel.force(false);
          });
    }
  }

  private static void preallocate(FileChannel channel) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < 65; i++) {
      zeros.clear();
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
    }
    channel.force(true);
  }

  private double rate(int writers, Write write) throws Exception {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long[] done = new long[writers];
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      int writer = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (System.nanoTime() < end) {
                    write.write(writer, done[writer]++);
                  }
                } catch (Exception failure) {
                  synchronized (failures) {
                    failures.add(failure);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.getFirst());
    }
    return Arrays.stream(done).sum() / ((System.nanoTime() - start) / 1e9);
  }
}
