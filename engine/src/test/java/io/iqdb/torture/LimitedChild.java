package io.iqdb.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.BulkOptions;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Snapshot;
import io.iqdb.WriteBatch;
import io.iqdb.error.IqdbException;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Does what the lines of its input say while its parent takes descriptors, mappings or threads
 * away. Answers {@code ok} with the records acknowledged so far, or {@code refused} with the error,
 * which has to be one of the family; any other failure ends it with status 3.
 */
public final class LimitedChild {
  private static final IqdbConfig CONFIG = IqdbConfig.of(4, DistanceMetric.EUCLIDEAN);
  private static final int BATCH = 20;

  /** Half of these become a segment beside the reading of the other half. */
  private static final int BULK = 900;

  private static final String MAPPINGS = "io.iqdb.mappings"; // of the engine's own count
  private static final Duration MOST = Duration.ofMinutes(1);

  private final Path path;
  private @Nullable Iqdb database;

  /** Records 0 to this, not included, are acknowledged; those up to {@link #begun} may be there. */
  private long acknowledged;

  private long begun;
  private long taken;

  private LimitedChild(Path path) {
    this.path = path;
  }

  /** The directory. */
  public static void main(String[] arguments) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> end(failure));
    LimitedChild child = new LimitedChild(Path.of(arguments[0]));
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String answer;
      try {
        child.obey(line);
        answer = "ok " + child.acknowledged;
      } catch (IqdbException refused) {
        answer = "refused " + refused.toString().replace('\n', ' ');
      }
      System.out.println(answer);
    }
  }

  private static void end(Throwable failure) {
    failure.printStackTrace(System.err);
    Runtime.getRuntime().halt(3);
  }

  private void obey(String line) throws IOException {
    String[] words = line.split(" ", -1);
    String how = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "open" -> database = Iqdb.open(path, CONFIG, options(how));
      case "close" -> close();
      case "idle" -> awaitNoThreadOf("iqdb-merge", "iqdb-janitor", "iqdb-flush");
      case "write" -> write(1);
      case "snapshot" -> db().snapshot().close();
      case "segments" -> segments(Integer.parseInt(how));
      case "work" -> work(Integer.parseInt(how));
      case "bulk" -> bulk();
      case "merge" -> merge();
      case "read" -> read();
      case "mappings" -> leaveMappings(Integer.parseInt(how));
      default -> throw new IllegalArgumentException(line);
    }
  }

  private static OpenOptions options(String merging) {
    MergePolicy policy =
        merging.equals("merging")
            ? TieredMergePolicy.defaults().withSegmentsPerTier(2).withFloorBytes(16 << 10)
            : new NoMergePolicy();
    return OpenOptions.defaults()
        .fsync(FsyncPolicy.periodic(Duration.ofMillis(20)))
        .memtableBytes(64 << 10)
        .mergePolicy(policy);
  }

  private Iqdb db() {
    if (database == null) {
      throw new IllegalStateException("not open");
    }
    return database;
  }

  private void close() {
    Iqdb open = db();
    database = null;
    open.close();
  }

  private static VectorRecord record(long number) {
    Metadata metadata =
        Metadata.builder().put("number", number).put("text", "x".repeat(1_000)).build();
    return VectorRecord.of(
        VectorId.of(number),
        Vector.of((float) number, (float) (number % 7), (float) (number % 11), 1),
        metadata);
  }

  /** A segment for each record. */
  private void segments(int times) {
    for (int i = 0; i < times; i++) {
      write(1);
      db().flush();
    }
  }

  private void write(int records) {
    WriteBatch.Builder batch = WriteBatch.builder();
    begun = acknowledged + records;
    for (long number = acknowledged; number < begun; number++) {
      batch.upsert(record(number));
    }
    db().write(batch.build());
    acknowledged = begun;
  }

  /** Fills memtables, which are flushed and merged in the background, beside snapshots. */
  private void work(int times) {
    for (int i = 0; i < times; i++) {
      try (Snapshot before = db().snapshot()) {
        write(BATCH);
        require(before.size() <= acknowledged, "a snapshot shows what was written later");
      }
      require(!db().search(Query.of(record(0).vector(), 3)).isEmpty(), "nothing was found");
    }
  }

  private void bulk() {
    begun = acknowledged + BULK;
    List<VectorRecord> records =
        LongStream.range(acknowledged, begun).mapToObj(LimitedChild::heavy).toList();
    db().upsertAll(records, BulkOptions.defaults().chunkBytes(5 << 20));
    acknowledged = begun;
  }

  /** Twelve times as long. */
  private static VectorRecord heavy(long number) {
    VectorRecord plain = record(number);
    Metadata metadata =
        Metadata.builder().put("number", number).put("text", "x".repeat(12_000)).build();
    return VectorRecord.of(plain.id(), plain.vector(), metadata);
  }

  private void merge() throws IOException {
    try {
      require(db().optimize().join(MOST), "a merge takes too long");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** All that was acknowledged is there, and nothing that was never begun. */
  private void read() {
    long[] found = {0};
    db().forEach(record -> {
      long number = ((VectorId.U64) record.id()).value();
      require(number < begun, "record " + number + " was never written");
      require(record.vector().equals(record(number).vector()), "record " + number + " differs");
      found[0] += number < acknowledged ? 1 : 0;
    });
    require(found[0] == acknowledged, found[0] + " of " + acknowledged + " are there");
    for (long number = 0; number < acknowledged; number += 7) {
      require(db().contains(VectorId.of(number)), "record " + number + " is gone");
    }
  }

  /** As though others in this process mapped all but so many files; none where it is negative. */
  private void leaveMappings(int left) throws IOException {
    long limit;
    try (InputStream in = Files.newInputStream(Path.of("/proc/sys/vm/max_map_count"))) {
      // in one read: the kernel answers the second read of such a file with its end
      limit = Long.parseLong(new String(in.readNBytes(32), UTF_8).strip()) / 4;
    }
    long used = Long.parseLong(System.getProperty(MAPPINGS, "0")) - taken;
    taken = left < 0 ? 0 : limit - used - left;
    System.setProperty(MAPPINGS, Long.toString(used + taken));
  }

  /** Threads that have nothing to do end after a moment. */
  private static void awaitNoThreadOf(String... names) {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> List.of(names).stream().anyMatch(thread.getName()::startsWith))) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
