package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.LimitExceededException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.error.SnapshotHeldException;
import io.iqdb.merging.Specs;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeTest {
  private static final VectorId NAME = VectorId.of(utf("someone@example.org"));
  private static final VectorId OTHER = VectorId.of(7);

  @TempDir Path scratch;

  private static byte[] utf(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path path() {
    return scratch.resolve("db");
  }

  private Iqdb open(MergePolicy policy) {
    return Iqdb.open(
        path(),
        IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
        OpenOptions.defaults().mergePolicy(policy));
  }

  private static VectorRecord of(VectorId id, String text) {
    return VectorRecord.of(id, Vector.of(1, 2), Metadata.builder().put("text", text).build());
  }

  /** Files of the directory that hold {@code text}. */
  private Set<String> holding(String text) throws IOException {
    Set<String> found = new HashSet<>();
    try (Stream<Path> files = Files.list(path())) {
      for (Path file : files.toList()) {
        try {
          if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
            found.add(file.getFileName().toString());
          }
        } catch (NoSuchFileException gone) {
          assertFalse(Files.exists(file), "a merge was done with it");
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noFileHoldsAnyVersionAfterwards(boolean merging) throws IOException {
    try (Iqdb db = open(merging ? TieredMergePolicy.defaults() : new NoMergePolicy())) {
      for (int version = 0; version < 3; version++) {
        db.upsert(of(NAME, "secret-" + version));
        db.upsert(of(VectorId.of(100 + version), "public-" + version));
        db.flush();
      }
      db.upsertAll(List.of(of(NAME, "secret-bulk"), of(OTHER, "other")));
      db.upsert(of(NAME, "secret-log"));
      assertTrue(holding("secret").size() > 1);
      assertFalse(holding("someone@").isEmpty());

      assertEquals(1, db.purge(List.of(NAME, VectorId.of(999))));

      assertEquals(Set.of(), holding("secret"));
      assertEquals(Set.of(), holding("someone@"));
      assertEquals(4, db.size());
      assertFalse(db.contains(NAME));
      assertTrue(db.contains(OTHER));
    }
    try (Iqdb db = open(new NoMergePolicy())) {
      assertEquals(4, db.size());
      assertFalse(holding("public-2").isEmpty());
    }
  }

  @Test
  void aSegmentThatMergesMayNotWriteAnewIsNamedWithWhatItNeeds() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      db.mergeScheduling(MergeScheduling.defaults().withMemoryBytes(4 << 20));
      WriteBatch.Builder batch = WriteBatch.builder();
      for (int i = 0; i < 800; i++) { // which takes more than 4 MiB for their ids
        batch.upsert(VectorId.of("x".repeat(1000) + i), Vector.of(1, 2));
      }
      batch.upsert(of(NAME, "secret"));
      db.write(batch.build());
      db.flush();

      LimitExceededException refused =
          assertThrows(LimitExceededException.class, () -> db.purge(List.of(NAME)));
      assertTrue(String.valueOf(refused.getMessage()).contains("memoryBytes"), refused::toString);
      assertFalse(db.contains(NAME));
      assertFalse(holding("secret").isEmpty());

      db.mergeScheduling(MergeScheduling.defaults());
      assertEquals(0, db.purge(List.of(NAME)));
      assertEquals(Set.of(), holding("secret"));
      assertEquals(800, db.size());
    }
  }

  @Test
  void moreIdsThanABatchTakesAreDeletedInSeveral() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      List<VectorId> ids = new ArrayList<>();
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 2500; i++) {
        ids.add(VectorId.of(i));
        records.add(of(ids.getLast(), "secret"));
      }
      records.add(of(NAME, "public"));
      db.upsertAll(records);
      assertEquals(2500, db.purge(ids));
      assertEquals(1, db.size());
      assertEquals(Set.of(), holding("secret"));
    }
  }

  @Test
  void whatWasDeletedEarlierGoesToo() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      db.upsert(of(NAME, "secret"));
      db.upsert(of(OTHER, "other"));
      db.flush();
      db.delete(NAME);
      db.flush();
      assertFalse(holding("secret").isEmpty());
      assertEquals(0, db.purge(List.of(NAME)));
      assertEquals(Set.of(), holding("secret"));
    }
  }

  @Test
  void snapshotThatShowsAVersionIsNamedAndNothingIsDeleted() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      db.upsert(of(NAME, "secret"));
      db.flush();
      try (Snapshot held = db.snapshot("a report")) {
        SnapshotHeldException refused =
            assertThrows(SnapshotHeldException.class, () -> db.purge(List.of(NAME)));
        assertTrue(String.valueOf(refused.getMessage()).contains("a report"), refused.toString());
        assertTrue(held.contains(NAME));
        assertTrue(db.contains(NAME));
      }
      assertEquals(1, db.purge(List.of(NAME)));
      assertEquals(Set.of(), holding("secret"));
    }
  }

  @Test
  void snapshotThatShowsNoVersionIsNoHindrance() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      db.upsert(of(OTHER, "other"));
      db.flush();
      try (Snapshot held = db.snapshot()) {
        db.upsert(of(NAME, "secret"));
        assertEquals(1, db.purge(List.of(NAME)));
        assertEquals(Set.of(), holding("secret"));
        assertTrue(held.contains(OTHER));
      }
    }
  }

  @Test
  void pausedMergesDoNotHoldAPurgeUp() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      db.upsert(of(NAME, "secret"));
      db.upsert(of(OTHER, "other"));
      db.flush();
      db.merges().pause();
      Optimization held = db.optimize();
      assertEquals(1, db.purge(List.of(NAME)));
      assertEquals(Set.of(), holding("secret"));
      assertTrue(db.merges().paused(), "everything else is");
      assertFalse(held.isOver());
      db.merges().resume();
      held.join();
      assertTrue(db.contains(OTHER));
    }
  }

  /** A pause that comes while a purge rewrites, from whatever thread. */
  @Test
  void pauseInTheMiddleOfAPurgeDoesNotHoldItUp() throws IOException {
    try (Iqdb db = open(new NoMergePolicy())) {
      for (int version = 0; version < 3; version++) {
        db.upsert(of(NAME, "secret-" + version));
        db.upsert(of(VectorId.of(100 + version), "public"));
        db.flush();
      }
      Doors.watchMerges(db, _ -> db.merges().pause());
      assertEquals(1, db.purge(List.of(NAME)));
      assertEquals(Set.of(), holding("secret"));
      assertTrue(db.merges().paused());
      assertEquals(3, db.size());
    }
  }

  /** It sees the segment that was merged away before the purge began. */
  @Test
  void searchThatRunsSinceBeforeAMergeIsWaitedFor() throws Exception {
    try (Iqdb db = open(new NoMergePolicy())) {
      db.upsert(of(NAME, "to be forgotten"));
      db.flush();
      db.upsert(of(OTHER, "to be kept"));
      db.flush();
      CountDownLatch reading = new CountDownLatch(1);
      CountDownLatch on = new CountDownLatch(1);
      CompletableFuture<Void> search =
          CompletableFuture.runAsync(
              () ->
                  db.forEach(record -> {
                    reading.countDown();
                    awaitQuietly(on);
                  }),
              PurgeTest::start);
      reading.await();
      Doors.merge(db, Specs::everything).join();
      assertEquals(2, holding("to be forgotten").size());
      CompletableFuture<Integer> purge =
          CompletableFuture.supplyAsync(() -> db.purge(List.of(NAME)), PurgeTest::start);
      Await.until("the purge to rewrite", () -> db.size() == 1);
      Await.until("what the merge wrote to go", () -> holding("to be forgotten").size() == 1);
      assertFalse(purge.isDone(), "a search reads the segment that was merged away");
      on.countDown();
      assertEquals(1, purge.join());
      assertEquals(Set.of(), holding("to be forgotten"));
      search.join();
      assertEquals(1, db.size());
    }
  }

  private static void start(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void readerCannotPurge() {
    open(new NoMergePolicy()).close();
    try (Iqdb db = Iqdb.openReadOnly(path())) {
      assertThrows(ReadOnlyException.class, () -> db.purge(List.of(NAME)));
    }
  }
}
