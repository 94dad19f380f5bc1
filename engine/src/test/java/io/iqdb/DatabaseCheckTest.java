package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCheckTest {
  private static final IqdbConfig PLANE = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final OpenOptions UNSYNCED = OpenOptions.defaults().fsync(FsyncPolicy.NEVER);
  private static final OpenOptions UNMERGED = UNSYNCED.mergePolicy(new NoMergePolicy());

  @TempDir Path directory;

  private Path only(String prefix) throws IOException {
    try (var files = Files.newDirectoryStream(directory, prefix + "-*")) {
      return files.iterator().next();
    }
  }

  private static void fill(Iqdb db, int from, int to) {
    for (int i = from; i < to; i++) {
      db.upsert(VectorId.of(i), Vector.of(i, 1), Metadata.of("n", Value.of(i)));
    }
  }

  @Test
  void aDatabaseThatIsOpenElsewhereIsClean() {
    try (Iqdb db = Iqdb.open(directory, PLANE, UNSYNCED)) {
      fill(db, 0, 20);
      db.flush();
      fill(db, 10, 15);
      db.write(WriteBatch.builder().bookmark(Bookmark.of("b", new byte[] {1})).build());
      for (int level = 1; level <= 3; level++) {
        CheckReport report = DatabaseCheck.run(directory, level);
        assertTrue(report.clean(), report::toString);
        assertEquals(level, report.level());
        assertEquals(1, report.segments());
        assertEquals(20, report.rows());
        assertEquals(6, report.walFrames());
        assertEquals(List.of(), report.strangers());
      }
      assertTrue(db.delete(VectorId.of(3)), "the lock is still held");
    }
  }

  /** Manifests, logs and segments come and go; none of it may look like damage. */
  @Test
  void aWriterThatGoesOnIsNoDamage() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Iqdb db = Iqdb.open(directory, PLANE, UNSYNCED)) {
      fill(db, 0, 10);
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int round = 0; round < 1200 && !stop.get(); round++) {
                    fill(db, round % 50, round % 50 + 10);
                    db.delete(VectorId.of(round % 60));
                    if (round % 40 == 39) {
                      db.flush();
                    }
                  }
                } catch (RuntimeException | Error thrown) {
                  failure.set(thrown);
                }
              });
      try {
        for (int round = 0; round < 5 || writer.isAlive(); round++) {
          CheckReport report = DatabaseCheck.run(directory, 1 + round % 3);
          assertEquals(List.of(), report.findings());
          dumpEverything();
        }
      } finally {
        stop.set(true);
        writer.join();
      }
    }
    assertEquals(null, failure.get());
  }

  private void dumpEverything() {
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!file.getFileName().toString().startsWith("tmp-")) {
          try {
            Object findings = FileDump.run(file, FileDump.Options.defaults()).get("findings");
            assertTrue(
                findings == null || ((List<?>) findings).isEmpty(), () -> file + ": " + findings);
          } catch (io.iqdb.error.NotADatabaseException gone) {
            assertFalse(Files.exists(file), () -> file + " is there");
          }
        }
      }
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void everyDamagedFileIsReported() throws IOException {
    try (Iqdb db = Iqdb.open(directory, PLANE, UNMERGED)) {
      fill(db, 0, 20);
      db.flush();
      fill(db, 5, 25);
      db.flush();
    }
    for (Path file : List.of(only("seg"), only("tomb"))) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[100] ^= 1;
      file.toFile().setWritable(true);
      Files.write(file, bytes);
    }
    CheckReport report = DatabaseCheck.run(directory, 2);
    List<String> damaged =
        report.findings().stream().map(CheckReport.Finding::file).distinct().toList();
    assertEquals(
        List.of(only("seg").getFileName().toString(), only("tomb").getFileName().toString()),
        damaged);
    assertFalse(report.clean());
  }

  @Test
  void aTornEndOfTheLogIsToldButNoDamage() throws IOException {
    Iqdb db = Iqdb.open(directory, PLANE, UNMERGED);
    fill(db, 0, 3);
    Path log = only("wal");
    long length = Files.size(log);
    Files.write(log, new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
    Files.writeString(directory.resolve("notes.txt"), "mine");
    CheckReport report = DatabaseCheck.run(directory, 3);
    assertTrue(report.clean(), report::toString);
    assertEquals(
        List.of(new CheckReport.Tail(log.getFileName().toString(), length, 5)), report.tails());
    assertEquals(List.of("notes.txt"), report.strangers());
    assertEquals(3, report.walFrames());
    Map<String, Object> dump = FileDump.run(log, FileDump.Options.defaults());
    assertEquals(length, end(dump).get("offset"));
    assertEquals(5L, end(dump).get("bytesBehind"));
    db.close();
  }

  private static Map<?, ?> end(Map<String, Object> dump) {
    return (Map<?, ?>) Objects.requireNonNull(dump.get("end"));
  }

  @Test
  void withoutAManifestTheOtherFilesAreLookedAtForThemselves() throws IOException {
    try (Iqdb db = Iqdb.open(directory, PLANE, UNMERGED)) {
      fill(db, 0, 20);
    }
    Path manifest = only("manifest");
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[70] ^= 1;
    manifest.toFile().setWritable(true);
    Files.write(manifest, bytes);
    CheckReport alone = DatabaseCheck.run(directory, 2);
    assertEquals(
        List.of(manifest.getFileName().toString()),
        alone.findings().stream().map(CheckReport.Finding::file).distinct().toList());
    Path segment = only("seg");
    byte[] rows = Files.readAllBytes(segment);
    rows[rows.length / 2] ^= 1;
    segment.toFile().setWritable(true);
    Files.write(segment, rows);
    assertEquals(
        2,
        DatabaseCheck.run(directory, 2).findings().stream()
            .map(CheckReport.Finding::file)
            .distinct()
            .count());
  }
}
