package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Snapshot;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.recovery.Recovery;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.write.Commits;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R32: threads search, merge, and take and close snapshots beside a writer, on mapped files. No
 * answer is wrong, nothing but what somebody closed refuses, and nothing is left behind.
 */
class StormTest {
  private static final IqdbConfig CONFIG =
      IqdbConfig.of(Ground.DIMENSION, DistanceMetric.EUCLIDEAN);

  @TempDir Path folder;

  @Test
  void readersAreRightWhateverMerges() throws Exception {
    storm("r32", 1_500, 4, 1_200, 2, 300, 25);
  }

  @Test
  @Tag("slow")
  void readersAreRightForLong() throws Exception {
    int times = Integer.getInteger("iqdb.storm", 40);
    storm("r32-slow", 1_500 * times, 4, 1_200 * times, 2, 300 * times, 25 * times);
  }

  private Directory open() throws IOException {
    return FsDirectory.create(folder.resolve("database"));
  }

  private Iqdb openDatabase(Directory directory, long seed) {
    return Doors.open(
        directory,
        CONFIG,
        OpenOptions.defaults()
            .fsync(FsyncPolicy.NEVER)
            .access(Access.MAPPED)
            .mergePolicy(
                TieredMergePolicy.defaults()
                    .withSegmentsPerTier(2)
                    .withFloorBytes(1 << 12)
                    .withMaxMergeAtOnce(3)
                    .withAllowedDeletedShare(0.1)),
        new Tuning(1 << 16, 1 << 20, 1 << 10, 0, -1, new Random(seed)));
  }

  private void storm(
      String id,
      int writes,
      int searchers,
      int searchesEach,
      int snapshotters,
      int snapshotsEach,
      int merges)
      throws Exception {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    long begun = System.nanoTime();
    long mappedBefore = mappings();
    CheckedDirectory checked = CheckedDirectory.of(open());
    Storm storm;
    long merged;
    try (Iqdb db = openDatabase(checked, seed)) {
      storm = new Storm(db, seed);
      storm.write(writes);
      storm.search(searchers, searchesEach);
      storm.takeSnapshots(snapshotters, snapshotsEach);
      storm.merge(merges);
      storm.end();
      assertEquals(List.of(), db.snapshots(), "snapshots that nobody closed");
      assertEquals(0, Doors.mergeTotals(db).failures(), "merges failed");
      merged = Doors.mergeTotals(db).merges();
      assertTrue(merged >= merges / 2, merged + " merges");
    }
    checked.assertNoMisuse(); // closing it found every file closed, and none deleted while open
    assertEquals(mappedBefore, mappings(), "mappings");
    try (Directory directory = open()) {
      assertEquals(named(directory), directory.list(), "files behind a close");
    }
    String json =
        String.format(
            Locale.ROOT,
            "{\"test\": \"%s\", \"seed\": %d, \"writes\": %d, \"searches\": %d,"
                + " \"refusedByAClosedSnapshot\": %d, \"snapshots\": %d, \"statesShown\": %d,"
                + " \"merges\": %d, \"wrong\": 0, \"seconds\": %.1f}",
            id,
            seed,
            writes,
            storm.searches(),
            storm.refused(),
            storm.snapshots(),
            storm.statesShown(),
            merged,
            (System.nanoTime() - begun) / 1e9);
    System.out.println(json);
    Path target = Files.createDirectories(Path.of("target", "reliability"));
    Files.writeString(target.resolve(id + ".json"), json + "\n");
  }

  private static Set<FileName> named(Directory directory) throws IOException {
    return Commits.filesOf(Recovery.newest(directory).orElseThrow());
  }

  /** Files that this process maps. */
  private static long mappings() {
    return Long.parseLong(System.getProperty("io.iqdb.mappings", "0"));
  }

  @Test
  void aWriteThatTheLedgerDoesNotKnowIsNoticed() throws Exception {
    try (Iqdb db = openDatabase(open(), 1)) {
      Storm storm = new Storm(db, 1);
      db.upsert(Ground.record(1, 1_000_000));
      storm.search(1, 10);
      assertNoticed(storm);
    }
  }

  @Test
  void aSnapshotThatShowsAnotherStateIsNoticed() throws Exception {
    try (Iqdb db = openDatabase(open(), 1)) {
      Storm storm = new Storm(db, 1);
      db.upsert(Ground.record(1, 1));
      storm.takeSnapshots(1, 1);
      assertNoticed(storm);
    }
  }

  @Test
  void aSnapshotThatIsClosedBehindEveryonesBackIsNoticed() throws Exception {
    try (Iqdb db = openDatabase(open(), 1)) {
      Storm storm = new Storm(db, 1);
      storm.begin(
          "closes what is not its own",
          1,
          (_, _) -> {
            Snapshot mine = db.snapshot();
            mine.close();
            mine.size();
          });
      assertNoticed(storm);
    }
  }

  private static void assertNoticed(Storm storm) {
    assertThrows(AssertionError.class, storm::end);
  }
}
