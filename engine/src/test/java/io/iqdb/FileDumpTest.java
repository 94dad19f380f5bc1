package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDumpTest {
  private static final IqdbConfig PLANE = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final FileDump.Options SOME = FileDump.Options.defaults().limit(3);

  @TempDir Path directory;

  private Map<String, Object> dump(String prefix, FileDump.Options options) throws IOException {
    try (var files = Files.newDirectoryStream(directory, prefix + "*")) {
      return FileDump.run(files.iterator().next(), options);
    }
  }

  private static Object at(Object node, Object... path) {
    Object now = node;
    for (Object step : path) {
      now = step(now, step);
    }
    return now;
  }

  private static Object step(Object node, Object step) {
    Object next =
        step instanceof Integer index ? ((List<?>) node).get(index) : ((Map<?, ?>) node).get(step);
    return Objects.requireNonNull(next, () -> "nothing at " + step);
  }

  private Iqdb open() {
    return Iqdb.open(
        directory,
        PLANE,
        OpenOptions.defaults().fsync(FsyncPolicy.NEVER).mergePolicy(new NoMergePolicy()));
  }

  @Test
  void aSegmentShowsItsSectionsAndTheRowsAskedFor() throws IOException {
    try (Iqdb db = open()) {
      for (int i = 0; i < 10; i++) {
        db.upsert(VectorId.of("row-" + i), Vector.of(i, 1), Metadata.of("n", Value.of(i)));
      }
      db.flush();
      Map<String, Object> dump = dump("seg", SOME.skip(4).vectors(true));
      assertEquals("SEGMENT", dump.get("kind"));
      assertEquals(1, at(dump, "header", "version"));
      assertEquals(10, at(dump, "stats", "rows"));
      assertEquals("row-4", at(dump, "rows", 0, "id"));
      assertEquals(4L, at(dump, "rows", 0, "metadata", "n"));
      assertEquals(List.of(4f, 1f), at(dump, "rows", 0, "vector"));
      assertEquals(3, ((List<?>) at(dump, "rows")).size());
      assertEquals(3L, dump.get("rowsLeftOut"));
      assertEquals(List.of(), dump.get("findings"));
    }
  }

  @Test
  void aLogShowsItsFramesWhileItIsWritten() throws IOException {
    try (Iqdb db = open()) {
      db.upsert(VectorId.of(-1), Vector.of(1, 2));
      db.write(
          WriteBatch.builder()
              .delete(VectorId.of(7))
              .bookmark(Bookmark.of("b", new byte[] {(byte) 200}))
              .build());
      db.upsert(VectorId.of(3), Vector.of(5, 6));
      Map<String, Object> dump = dump("wal", SOME.limit(2).vectors(true));
      assertEquals("open", dump.get("state"));
      assertEquals(3L, dump.get("frameCount"));
      assertEquals(4L, dump.get("recordCount"));
      assertEquals(1L, dump.get("framesLeftOut"));
      assertEquals(
          "18446744073709551615", at(dump, "frames", 0, "records", 0, "upsert").toString());
      assertEquals(7L, at(dump, "frames", 1, "records", 0, "delete"));
      assertEquals("c8", at(dump, "frames", 1, "records", 1, "bookmark", "value", "hex"));
      Map<String, Object> manifest = dump("manifest", SOME);
      assertEquals(true, at(manifest, "wals", 0, "open"));
      assertEquals(2, at(manifest, "config", "dimension"));
    }
  }

  @Test
  void tombstonesAndTheLockAreShown() throws IOException {
    try (Iqdb db = open()) {
      for (int i = 0; i < 10; i++) {
        db.upsert(VectorId.of(i), Vector.of(i, 1));
      }
      db.flush();
      for (int i = 0; i < 5; i++) {
        db.delete(VectorId.of(2L * i));
      }
      db.flush();
      Map<String, Object> dump = dump("tomb", SOME.skip(1));
      assertEquals(List.of(2, 4, 6), dump.get("deletedRows"));
      assertEquals(1L, dump.get("deletedRowsLeftOut"));
      String owner = String.valueOf(dump("LOCK", SOME).get("lastOwner"));
      assertEquals(1L << 20, dump("RESERVE", SOME).get("bytes"));
      assertTrue(owner.contains("process " + ProcessHandle.current().pid()), owner);
    }
  }

  @Test
  void aDamagedSegmentShowsWhatCanBeRead() throws IOException {
    try (Iqdb db = open()) {
      for (int i = 0; i < 9000; i++) {
        db.upsert(VectorId.of(i), Vector.of(i, 1));
      }
    }
    try (var files = Files.newDirectoryStream(directory, "seg-*")) {
      Path segment = files.iterator().next();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[300] ^= 1; // in the vectors
      assertTrue(segment.toFile().setWritable(true));
      Files.write(segment, bytes);
    }
    Map<String, Object> dump = dump("seg", SOME.vectors(true));
    assertEquals(9000, at(dump, "stats", "rows"));
    assertEquals(2L, at(dump, "rows", 2, "id"));
    assertEquals("VEC", at(dump, "findings", 0, "section"));
  }
}
