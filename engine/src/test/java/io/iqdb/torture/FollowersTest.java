package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.DatabaseStats;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes that read follow one that writes, replaces, deletes, loads and merges all the time:
 * every answer is that of the writer's ledger, and nobody is left with a file that no view needs.
 */
final class FollowersTest {
  private static final int READERS = 2;
  private static final int SLOTS = 1_000;

  /** One of those whose fourth operation is a bulk load that becomes a segment of its own. */
  private static final long SEED = 4;

  /** Where the time is up and the machine is slow, readers go on until then. */
  private static final int FEWEST_MERGES = 10;

  /** Operations after which all that is dead is reclaimed, or all segments are joined. */
  private static final int WHOLE = 1_500;

  private static final Path REPORTS = Path.of("target", "reliability");

  private static final IqdbConfig CONFIG = IqdbConfig.of(8, DistanceMetric.EUCLIDEAN);

  /** Two segments of a size are one too many. */
  private static final TieredMergePolicy EAGER =
      TieredMergePolicy.defaults()
          .withSegmentsPerTier(2)
          .withMaxMergeAtOnce(3)
          .withFloorBytes(16 << 10)
          .withAllowedDeletedShare(0.1);

  @TempDir Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger acknowledged = new AtomicInteger(-1);

  // changed by the thread that writes, then by that of the test
  private int mostFiles;
  private final AtomicLong merges = new AtomicLong();
  private @Nullable MergeRecord lastMerge;

  /** Never idle; deletions, replacements and bulk loads are among the operations. */
  private void write(Iqdb db) {
    Operations operations = new Operations(SEED, 1, 0, Operations.Style.MARKED, SLOTS);
    Applier applier = new Applier(db, new Records(CONFIG.dimension()), 0);
    for (int number = 0; !stop.get(); number++) {
      Operation operation = operations.at(number);
      applier.apply(operation, read -> {});
      if (operation instanceof Operation.Batch || operation instanceof Operation.Bulk) {
        acknowledged.set(number);
      }
      if (number % WHOLE == WHOLE / 2) {
        db.reclaim();
      } else if (number % WHOLE == 0) {
        db.optimize();
      }
      if (number % 100 == 0) {
        mostFiles = Math.max(mostFiles, db.info().files().size());
        countMerges(db.merges().history());
      }
    }
  }

  /** Those since the last call; the history is bounded. */
  private void countMerges(List<MergeRecord> history) {
    int counted = new ArrayList<>(history).indexOf(lastMerge) + 1;
    List<MergeRecord> fresh = history.subList(counted, history.size());
    merges.addAndGet(
        fresh.stream().filter(merge -> merge.outcome() == MergeRecord.Outcome.DONE).count());
    lastMerge = history.isEmpty() ? lastMerge : history.getLast();
  }

  /** How often the reader looked. */
  private int follow(JavaProcess reader, long nanos) throws IOException {
    int looks = 0;
    int seen = -1;
    long start = System.nanoTime();
    while ((System.nanoTime() - start < nanos || merges.get() < FEWEST_MERGES) && !stop.get()) {
      int before = acknowledged.get();
      seen = Integer.parseInt(reader.ask("look"));
      assertTrue(seen >= before, "saw " + seen + " after " + before + " was acknowledged");
      looks++;
    }
    return looks;
  }

  private CompletableFuture<Integer> following(JavaProcess reader, long nanos) {
    CompletableFuture<Integer> looks = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            looks.complete(follow(reader, nanos));
          } catch (Throwable failure) {
            looks.completeExceptionally(failure);
          }
        });
    return looks;
  }

  @Test
  void twoReadersFollowAWriterThatMerges() throws Exception {
    follow(Integer.getInteger("readers.seconds", 3), "followers");
  }

  @Test
  @Tag("slow")
  @Tag("torture")
  void twoReadersFollowAWriterThatMergesForLong() throws Exception {
    follow(Integer.getInteger("readers.seconds", 600), "followers-long");
  }

  private void follow(int seconds, String name) throws Exception {
    Path path = folder.resolve("database");
    OpenOptions options =
        OpenOptions.defaults()
            .fsync(FsyncPolicy.periodic(Duration.ofMillis(5)))
            .memtableBytes(64 << 10)
            .mergePolicy(EAGER);
    DatabaseStats stats;
    List<Integer> looks;
    try (Iqdb db = Iqdb.create(path, CONFIG, options);
        JavaProcess one = JavaProcess.start(folder, FollowerChild.class, path, SEED, SLOTS);
        JavaProcess two = JavaProcess.start(folder, FollowerChild.class, path, SEED, SLOTS)) {
      List<JavaProcess> readers = List.of(one, two);
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(db)).whenComplete((end, failed) -> stop.set(true));
      long nanos = TimeUnit.SECONDS.toNanos(seconds);
      try {
        looks =
            readers.stream().map(reader -> following(reader, nanos)).toList().stream()
                .map(CompletableFuture::join)
                .toList();
      } finally {
        stop.set(true);
        writer.join();
      }
      countMerges(db.merges().history());
      stats = db.stats();
      for (JavaProcess reader : readers) {
        assertEquals(acknowledged.get(), Integer.parseInt(reader.ask("look")));
        reader.endOfInput();
        assertEquals("left", reader.readLine());
        assertEquals(0, reader.waitFor());
      }
    }
    if (HeldFiles.areKnown()) {
      HeldFiles.awaitJust(Set.of(), 0, path); // those of the writer, which is this process
    }
    CheckReport check = DatabaseCheck.run(path, 3);
    assertEquals(List.of(), check.findings());
    assertEquals(List.of(), check.unnamed(), "files that no manifest names");
    assertEquals(List.of(), check.strangers());
    report(name, seconds, stats, looks, check);
  }

  private void report(
      String name, int seconds, DatabaseStats stats, List<Integer> looks, CheckReport check)
      throws IOException {
    String json =
        String.format(
            Locale.ROOT,
            """
            {
              "seconds": %d,
              "readers": %d,
              "operations": %d,
              "looks": %d,
              "merges": %d,
              "bytesMerged": %d,
              "bytesFlushed": %d,
              "bytesLoaded": %d,
              "mostFiles": %d,
              "filesInTheEnd": %d,
              "recordsInTheEnd": %d
            }
            """,
            seconds,
            READERS,
            acknowledged.get() + 1,
            looks.stream().mapToInt(Integer::intValue).sum(),
            merges.get(),
            stats.written().merged(),
            stats.written().flushed(),
            stats.written().loaded(),
            mostFiles,
            check.files(),
            stats.records());
    Files.createDirectories(REPORTS);
    Files.writeString(REPORTS.resolve(name + ".json"), json);
    System.out.print(name + " " + json);
  }
}
