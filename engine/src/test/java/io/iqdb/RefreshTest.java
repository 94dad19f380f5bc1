package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTest {
  private static final IqdbConfig PLANE = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);

  @TempDir Path directory;

  /** Merges on request alone, so that a test says when something changes. */
  private Iqdb writer() {
    return Iqdb.open(
        directory,
        PLANE,
        OpenOptions.defaults().fsync(FsyncPolicy.NEVER).mergePolicy(new NoMergePolicy()));
  }

  private static VectorRecord at(int id, int x) {
    return VectorRecord.of(VectorId.of(id), Vector.of(x, id));
  }

  private static List<VectorRecord> all(Iqdb db) {
    List<VectorRecord> records = new ArrayList<>();
    db.forEach(records::add);
    return records;
  }

  /** The reader knows whether there is anything new, and then sees all of it. */
  private static void follows(Iqdb reader, Iqdb writer, boolean newer) {
    assertEquals(newer, reader.refresh());
    assertEquals(all(writer), all(reader));
    assertEquals(writer.size(), reader.size());
    Query query = Query.of(Vector.of(0, 0), 50);
    assertEquals(writer.search(query), reader.search(query));
    assertFalse(reader.refresh());
  }

  @Test
  void aReaderFollowsWritesFlushesAndDeletions() {
    try (Iqdb writer = writer();
        Iqdb reader = Iqdb.openReadOnly(directory)) {
      follows(reader, writer, false);
      writer.upsert(at(1, 1));
      assertEquals(0, reader.size());
      follows(reader, writer, true);
      writer.upsert(at(2, 2));
      writer.upsert(at(1, 7));
      follows(reader, writer, true);
      writer.flush();
      follows(reader, writer, true);
      writer.delete(VectorId.of(1));
      follows(reader, writer, true);
      writer.upsert(at(3, 3));
      writer.flush();
      writer.delete(VectorId.of(3));
      writer.upsert(at(4, 4));
      follows(reader, writer, true);
      writer.upsertAll(IntStream.range(0, 100_000).mapToObj(i -> at(i, -i)).toList());
      follows(reader, writer, true);
      writer.delete(VectorId.of(77));
      writer.flush();
      writer.flush();
      follows(reader, writer, true);
    }
  }

  @Test
  void aReaderFollowsMergesAndKeepsWhatItHasOpen() {
    try (Iqdb writer = writer()) {
      for (int i = 0; i < 6; i++) {
        writer.upsert(at(i, i));
        writer.flush();
      }
      writer.delete(VectorId.of(2));
      try (Iqdb reader = Iqdb.openReadOnly(directory);
          Snapshot before = reader.snapshot()) {
        writer.mergePolicy(TieredMergePolicy.defaults());
        writer.optimize().join();
        assertEquals(1, writer.segments().size());
        assertEquals(5, before.size());
        assertTrue(before.contains(VectorId.of(5)));
        follows(reader, writer, true);
        assertEquals(1, reader.segments().size());
        assertEquals(5, before.stream(Snapshot.Order.ID).count());
      }
    }
  }

  @Test
  void snapshotsOfAReaderStayWhatTheyWere() {
    try (Iqdb writer = writer()) {
      writer.upsert(at(1, 1));
      writer.flush();
      writer.upsert(at(2, 2));
      try (Iqdb reader = Iqdb.openReadOnly(directory);
          Snapshot before = reader.snapshot()) {
        writer.delete(VectorId.of(1));
        assertTrue(reader.refresh());
        try (Snapshot between = reader.snapshot()) {
          writer.upsert(at(2, 9));
          writer.flush();
          assertTrue(reader.refresh());
          assertEquals(
              List.of(at(1, 1), at(2, 2)), before.stream(Snapshot.Order.INSERTION).toList());
          assertEquals(List.of(at(2, 2)), between.stream(Snapshot.Order.INSERTION).toList());
          assertEquals(List.of(at(2, 9)), all(reader));
        }
      }
    }
  }

  @Test
  void bookmarksComeWithTheWritesTheyWereIn() {
    try (Iqdb writer = writer();
        Iqdb reader = Iqdb.openReadOnly(directory)) {
      for (byte i = 0; i < 4; i++) {
        byte[] value = {i};
        writer.write(
            WriteBatch.builder().upsert(at(i, i)).bookmark(Bookmark.of("at", value)).build());
        if (i == 2) {
          writer.flush();
        }
        assertTrue(reader.refresh());
        assertArrayEquals(value, reader.bookmark("at").orElseThrow());
      }
    }
  }

  @Test
  void aReaderFollowsOverAReopeningOfTheWriter() {
    Iqdb reader;
    try (Iqdb writer = writer()) {
      writer.upsert(at(1, 1));
      reader = Iqdb.openReadOnly(directory);
      writer.upsert(at(2, 2));
    }
    try (reader;
        Iqdb writer = writer()) {
      follows(reader, writer, true);
      writer.upsert(at(3, 3));
      follows(reader, writer, true);
    }
  }

  @Test
  void whoeverWritesHasNothingToRefresh() {
    try (Iqdb writer = writer();
        Iqdb memory = Iqdb.inMemory(PLANE)) {
      writer.upsert(at(1, 1));
      assertFalse(writer.refresh());
      assertFalse(memory.refresh());
    }
  }

  @Test
  void aClosedReaderCannotRefresh() {
    writer().close();
    Iqdb reader = Iqdb.openReadOnly(directory);
    reader.close();
    assertThrows(ClosedException.class, reader::refresh);
  }

  @Test
  void damageLeavesTheReaderWhereItWas() throws IOException {
    Iqdb writer = writer();
    try (Iqdb reader = Iqdb.openReadOnly(directory)) {
      writer.upsert(at(1, 1));
      assertTrue(reader.refresh());
      writer.upsert(at(2, 2));
      writer.close();
      Path newest = newestManifest();
      byte[] sound = Files.readAllBytes(newest);
      try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
        file.seek(file.length() / 2);
        file.write(0x5A);
        file.write(0xA5);
      }
      assertThrows(CorruptFileException.class, reader::refresh);
      assertEquals(List.of(at(1, 1)), all(reader));
      Files.write(newest, sound);
      assertTrue(reader.refresh());
      assertEquals(List.of(at(1, 1), at(2, 2)), all(reader));
      try (var files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      assertThrows(NotADatabaseException.class, reader::refresh);
      assertEquals(2, all(reader).size());
    }
  }

  private Path newestManifest() throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("manifest-"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  /** Beside a writer that never rests, each state of the reader is one that the writer was in. */
  @Test
  void searchesDuringRefreshesSeeWholeStates() throws Exception {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    try (Iqdb writer = writer();
        Iqdb reader = Iqdb.openReadOnly(directory)) {
      Thread writing = Thread.ofPlatform().start(() -> catching(failure, () -> churn(writer)));
      Thread searching =
          Thread.ofPlatform()
              .start(() ->
                  catching(
                      failure,
                      () -> {
                        while (writing.isAlive()) {
                          assertWhole(reader);
                        }
                      }));
      int states = 0;
      while (writing.isAlive()) {
        states += reader.refresh() ? 1 : 0;
      }
      searching.join();
      if (failure.get() != null) {
        throw new AssertionError(failure.get());
      }
      reader.refresh();
      assertEquals(all(writer), all(reader));
      assertTrue(states > 10, "only " + states + " states were seen");
    }
  }

  private static void catching(AtomicReference<@Nullable Throwable> failure, Runnable run) {
    try {
      run.run();
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    }
  }

  /** Writes the same version of ten records at once, over and over. */
  private static void churn(Iqdb writer) {
    Random random = new Random(7);
    for (int version = 1; version <= 3_000; version++) {
      WriteBatch.Builder batch = WriteBatch.builder();
      for (int id = 0; id < 10; id++) {
        batch.upsert(VectorId.of(id), Vector.of(version, id));
      }
      writer.write(batch.build());
      if (random.nextInt(50) == 0) {
        writer.flush();
      }
    }
  }

  private static void assertWhole(Iqdb reader) {
    List<Hit> hits = reader.search(Query.of(Vector.of(0, 0), 20));
    List<VectorRecord> records = all(reader);
    assertTrue(hits.isEmpty() || hits.size() == 10, () -> hits.size() + " hits");
    assertTrue(records.isEmpty() || records.size() == 10, () -> records.size() + " records");
    assertTrue(
        records.stream().map(record -> record.vector().get(0)).distinct().count() <= 1,
        records::toString);
  }
}
