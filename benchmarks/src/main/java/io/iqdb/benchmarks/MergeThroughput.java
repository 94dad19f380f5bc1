package io.iqdb.benchmarks;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.WriteBatch;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A merge of flat segments into one, beside a plain copy of the same files through a buffer of 1
 * MiB, synced at its end: once with all rows alive, and once with a third of them dead, here and
 * there. Rates count what is read. Rounds alternate; medians are printed. {@code benchmarks/run
 * MergeThroughput DIRECTORY [DIMENSION [MEBIBYTES [SEGMENTS [ROUNDS]]]]}
 */
public final class MergeThroughput {
  private MergeThroughput() {}

  /** Merges everything when asked to optimize, and nothing by itself. */
  private record Everything() implements MergePolicy {
    @Override
    public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
      return List.of();
    }

    @Override
    public List<MergeSpec> optimize(List<SegmentDescription> segments) {
      return List.of(
          MergeSpec.requested(
              segments.stream().map(SegmentDescription::number).toList(), "everything"));
    }

    @Override
    public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
      return List.of();
    }
  }

  /** Runs the benchmark in a directory, which should be on the disk that is meant. */
  public static void main(String[] args) throws IOException {
    Path directory = Scratch.directory(Path.of(args[0]));
    int dimension = args.length > 1 ? Integer.parseInt(args[1]) : 128;
    long bytes = (args.length > 2 ? Long.parseLong(args[2]) : 512) << 20;
    int segments = args.length > 3 ? Integer.parseInt(args[3]) : 8;
    int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 5;
    for (boolean dying : new boolean[] {false, true}) {
      run(directory, dimension, bytes, segments, rounds, dying);
    }
    Scratch.delete(directory);
  }

  private static void run(
      Path directory, int dimension, long bytes, int segments, int rounds, boolean dying)
      throws IOException {
    double[] merges = new double[rounds];
    double[] copies = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      Path database = Scratch.directory(directory.resolve("iqdb"));
      load(database, dimension, bytes, segments, dying);
      double copy = copy(database, Scratch.directory(directory.resolve("plain")));
      double merge = merge(database);
      if (round >= 0) {
        merges[round] = merge;
        copies[round] = copy;
        ratios[round] = merge / copy;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d d, %d segments%s: merge %.0f MB/s, copy %.0f MB/s, ratio %.2f%n",
        dimension,
        segments,
        dying ? ", a third of the rows dead" : "",
        Scratch.median(merges),
        Scratch.median(copies),
        Scratch.median(ratios));
  }

  private static void load(Path database, int dimension, long bytes, int segments, boolean dying) {
    Random random = new Random(2);
    List<Vector> pool = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      float[] components = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        components[j] = random.nextFloat();
      }
      pool.add(Vector.of(components));
    }
    long records = bytes / (4L * dimension) / segments;
    IqdbConfig config = IqdbConfig.of(dimension, DistanceMetric.EUCLIDEAN);
    OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
    try (Iqdb db = Iqdb.create(database, config, options)) {
      for (int segment = 0; segment < segments; segment++) {
        db.upsertAll(
            LongStream.range(segment * records, (segment + 1) * records)
                .mapToObj(i -> VectorRecord.of(VectorId.of(i), pool.get((int) (i & 1023)))));
        db.flush();
      }
      if (dying) {
        kill(db, records * segments, random);
      }
    }
  }

  /** Deletes a third of the records, by chance. */
  private static void kill(Iqdb db, long records, Random random) {
    for (long first = 0; first < records; first += 10_000) {
      WriteBatch.Builder batch = WriteBatch.builder();
      for (long id = first; id < Math.min(records, first + 10_000); id++) {
        if (random.nextInt(3) == 0) {
          batch.delete(VectorId.of(id));
        }
      }
      db.write(batch.build());
    }
    db.flush();
  }

  /** Bytes a microsecond of a copy of all segments. */
  private static double copy(Path database, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(database)) {
      files = all.filter(file -> file.getFileName().toString().startsWith("seg-")).toList();
    }
    ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
    long copied = 0;
    long start = System.nanoTime();
    try (FileChannel out =
        FileChannel.open(
            target.resolve("copy"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Path file : files) {
        try (FileChannel in = FileChannel.open(file)) {
          while (in.read(piece.clear()) >= 0) {
            copied += piece.flip().remaining();
            while (piece.hasRemaining()) {
              out.write(piece);
            }
          }
        }
      }
      out.force(true);
    }
    return copied / ((System.nanoTime() - start) / 1e3);
  }

  /** Bytes a microsecond of a merge of all segments, by its history. */
  private static double merge(Path database) {
    OpenOptions options = OpenOptions.defaults().mergePolicy(new Everything());
    try (Iqdb db = Iqdb.open(database, options)) {
      db.optimize().join();
      MergeRecord merge = db.merges().history().getLast();
      return merge.bytesIn() / (merge.nanos() / 1e3);
    }
  }
}
