package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.Require;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.NoSpaceException;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chunk is committed while the next one is collected: what each sees of the other's failure. */
final class BulkLoadTest {
  private static final int DIMENSION = 64;
  private static final IqdbConfig CONFIG = IqdbConfig.of(DIMENSION, DistanceMetric.EUCLIDEAN);
  private static final int CHUNK = 3 << 20;
  private static final int RECORDS = 60_000; // about six chunks

  @TempDir Path folder;
  private Path path = Path.of("");

  /** Records read at the end of each chunk. */
  private final List<Long> ends = new ArrayList<>();

  private final List<Long> told = new ArrayList<>();

  @BeforeEach
  void choosePath() {
    path = folder.resolve("database");
  }

  /** Holds back, or refuses, the second segment until the third chunk is being collected. */
  private static final class SecondSegment extends ForwardingDirectory {
    final CountDownLatch publishing = new CountDownLatch(1);
    final CountDownLatch collecting = new CountDownLatch(1);
    private final boolean refused;
    private int segments;

    SecondSegment(Path path, boolean refused) throws IOException {
      super(FsDirectory.create(path));
      this.refused = refused;
    }

    @Override
    public void publish(FileName temporary, FileName name) throws IOException {
      if (name.kind() == FileKind.SEGMENT && ++segments == 2) {
        publishing.countDown();
        await(collecting);
        if (refused) {
          throw new NoSpaceException("no space for the second segment");
        }
      }
      super.publish(temporary, name);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      Require.state(latch.await(2, TimeUnit.MINUTES), "nobody came");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Iqdb open(ForwardingDirectory directory) {
    Tuning tuning = new Tuning(64 << 10, 1 << 30, 16 << 10, 0, 50_000, Tuning.defaults().chance());
    return Doors.open(
        directory, CONFIG, OpenOptions.defaults().mergePolicy(new NoMergePolicy()), tuning);
  }

  private BulkOptions options() {
    return BulkOptions.defaults()
        .chunkBytes(CHUNK)
        .bookmark(read -> {
          ends.add(read);
          return Bookmark.of("read", Long.toString(read).getBytes(StandardCharsets.UTF_8));
        })
        .progress(told::add);
  }

  private static VectorRecord record(long id, long version) {
    float[] components = new float[DIMENSION];
    components[0] = id;
    components[DIMENSION - 1] = version;
    return VectorRecord.of(VectorId.of(id), Vector.of(components));
  }

  /** Record {@code n} has the id that {@code ids} gives, and {@code n} in its vector. */
  private static Iterable<VectorRecord> records(LongUnaryOperator ids, Runnable beforeEach) {
    return () ->
        new Iterator<>() {
          private long next;

          @Override
          public boolean hasNext() {
            return next < RECORDS;
          }

          @Override
          public VectorRecord next() {
            beforeEach.run();
            long n = next++;
            return record(ids.applyAsLong(n), n);
          }
        };
  }

  private void meet(SecondSegment directory) {
    if (ends.size() == 2) {
      await(directory.publishing);
      directory.collecting.countDown();
    }
  }

  private void requireExactly(long records) {
    try (Iqdb db = Iqdb.open(path)) {
      assertEquals(records, db.size());
      assertEquals(
          record(records - 1, records - 1), db.get(VectorId.of(records - 1)).orElseThrow());
      assertTrue(db.get(VectorId.of(records)).isEmpty());
      assertEquals(
          Long.toString(records),
          new String(db.bookmark("read").orElseThrow(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void nextChunkIsCollectedWhileOneIsWritten() throws IOException {
    SecondSegment directory = new SecondSegment(path, false);
    try (Iqdb db = open(directory)) {
      assertEquals(RECORDS, db.upsertAll(records(n -> n, () -> meet(directory)), options()));
      assertTrue(ends.size() > 3);
      assertEquals(ends, told);
    }
    requireExactly(RECORDS);
  }

  @Test
  void chunkThatFailsEndsTheLoadAndNothingBehindItHappens() throws IOException {
    SecondSegment directory = new SecondSegment(path, true);
    try (Iqdb db = open(directory)) {
      assertThrows(
          DiskFullException.class,
          () -> db.upsertAll(records(n -> n, () -> meet(directory)), options()));
      assertEquals(ends.getFirst(), db.size());
      assertEquals(List.of(ends.getFirst()), told);
      db.upsertAll(List.of(record(0, 0)));
    }
    requireExactly(ends.getFirst());
  }

  @Test
  void chunksBeforeAreInWhereTheSourceThrows() throws IOException {
    SecondSegment directory = new SecondSegment(path, false);
    IllegalStateException end = new IllegalStateException("no more");
    try (Iqdb db = open(directory)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  db.upsertAll(records(n -> n, () -> throwInTheThird(directory, end)), options()));
      assertSame(end, thrown);
      assertEquals(ends.get(1), db.size());
      assertEquals(ends, told);
    }
    requireExactly(ends.get(1));
  }

  @Test
  void failureOfTheChunkBeforeGoesAboveThatOfTheSource() throws IOException {
    SecondSegment directory = new SecondSegment(path, true);
    IllegalStateException end = new IllegalStateException("no more");
    try (Iqdb db = open(directory)) {
      DiskFullException thrown =
          assertThrows(
              DiskFullException.class,
              () ->
                  db.upsertAll(records(n -> n, () -> throwInTheThird(directory, end)), options()));
      Throwable cause = Require.nonNull(thrown.getCause());
      assertEquals(List.of(end), List.of(cause.getSuppressed()));
      assertEquals(ends.getFirst(), db.size());
    }
    requireExactly(ends.getFirst());
  }

  private void throwInTheThird(SecondSegment directory, IllegalStateException end) {
    meet(directory);
    if (ends.size() == 2) {
      throw end;
    }
  }

  @Test
  void closingEndsALoadBetweenChunks() throws Exception {
    SecondSegment directory = new SecondSegment(path, false);
    Iqdb db = open(directory);
    List<Thread> closers = new ArrayList<>();
    Runnable closeInTheThird =
        () -> {
          if (ends.size() == 2 && closers.isEmpty()) {
            await(directory.publishing);
            closers.add(Thread.ofPlatform().start(db::close)); // waits for the second chunk
            directory.collecting.countDown();
          }
        };
    assertThrows(
        ClosedException.class, () -> db.upsertAll(records(n -> n, closeInTheThird), options()));
    for (Thread closer : closers) {
      closer.join();
    }
    assertFalse(ends.isEmpty());
    long size;
    try (Iqdb reopened = Iqdb.open(path)) {
      size = reopened.size();
    }
    assertTrue(ends.contains(size), size + " is no end of a chunk " + ends);
    requireExactly(size);
  }

  @Test
  void repeatedIdsKeepTheLastVectorWhileMemoryGoesFromChunkToChunk() throws IOException {
    long distinct = 25_001;
    try (Iqdb db = open(new PlainDirectory(path))) {
      db.upsertAll(records(n -> n * 7919 % distinct, () -> {}), options());
      assertEquals(distinct, db.size());
    }
    long[] last = new long[(int) distinct];
    for (long n = 0; n < RECORDS; n++) {
      last[(int) (n * 7919 % distinct)] = n;
    }
    try (Iqdb db = Iqdb.open(path)) {
      for (long id = 0; id < distinct; id++) {
        assertEquals(record(id, last[(int) id]), db.get(VectorId.of(id)).orElseThrow());
      }
    }
  }

  /** A plain directory behind the same door. */
  private static final class PlainDirectory extends ForwardingDirectory {
    PlainDirectory(Path path) throws IOException {
      super(FsDirectory.create(path));
    }
  }
}
