package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Await;
import io.iqdb.Doors;
import io.iqdb.Health;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.MovableClock;
import io.iqdb.OpenOptions;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.StorageException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.MergeRecord.Outcome;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Merging that goes on by itself, while disks fail and records expire. */
class UpkeepTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final long RESERVE = 64 << 10;
  private static final long START = 1_000;

  /** When records expire: so soon that the alarm, which goes by real time, rings at once. */
  private static final long SOON = START + 1;

  private final SimDirectory disk = SimDirectory.empty();
  private final MovableClock clock = new MovableClock(START);
  private final OpenOptions options =
      OpenOptions.defaults().access(Access.COPY).clock(clock).mergePolicy(new Specs.Eager());

  private Iqdb open(OpenOptions how) {
    return Doors.open(
        CheckedDirectory.of(disk),
        CONFIG,
        how,
        new Tuning(256 << 10, 1 << 30, 200, RESERVE, -1, new Random(5)));
  }

  private static VectorRecord at(long id) {
    return VectorRecord.of(
        VectorId.of(id), Vector.of((float) id, 1), Metadata.of("text", Value.of("m".repeat(500))));
  }

  private static void awaitSegments(Iqdb db, int count) {
    Await.until(
        "segments to be merged",
        () -> {
          assertTrue(db.health().isWell(), () -> db.health().toString());
          return db.info().segments().size() == count;
        });
  }

  @Test
  void threeFailuresInARowStopMergingAndHealthSaysWhy() {
    try (Iqdb db = open(options)) {
      db.merges().pause();
      db.upsert(at(1));
      db.flush();
      db.upsert(at(2));
      db.flush();
      disk.inject(FaultPlan.from(Set.of(Call.CREATE), 1, Fault.fail(Errno.EIO)));
      db.merges().resume();
      // two waits of a second or two lie between
      Await.until("the third failure", () -> db.health().mergingStopped().isPresent());
      Health health = db.health();
      assertInstanceOf(StorageException.class, health.mergingStopped().orElseThrow());
      assertTrue(health.writable());
      assertEquals(1, health.problems().size());
      assertTrue(health.problems().getFirst().contains("3 failures in a row"), health.toString());
      assertTrue(health.problems().getFirst().contains("stopped"), health.toString());
      assertEquals(
          3,
          db.merges().history().stream()
              .filter(merge -> merge.outcome() == Outcome.FAILED)
              .count());
      assertThrows(StorageException.class, db.merges().run()::join);
      disk.inject(FaultPlan.none());
      assertFalse(db.health().isWell(), "nobody tries again");
      db.merges().run().join();
      assertTrue(db.health().isWell());
      assertEquals(1, db.info().segments().size());
      assertEquals(2, db.size());
    }
  }

  @Test
  void recordsThatExpireAreReclaimedThoughNobodyWrites() {
    Set<Thread> before = loud();
    try (Iqdb db = open(options)) {
      for (long id = 0; id < 10; id++) {
        db.upsert(at(id).expiresAt(SOON));
      }
      db.flush();
      assertEquals(10, db.size());
      clock.set(SOON);
      awaitSegments(db, 0);
      assertEquals(before, loud(), "nothing keeps the process alive");
    }
  }

  /** Threads for which a JVM does not end. */
  private static Set<Thread> loud() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  /** The log has the marker of the chunk: no row of it may go before the log does. */
  @Test
  void chunksThatExpireAreReclaimedThoughNobodyFlushes() throws IOException {
    try (Iqdb db = open(options)) {
      db.upsertAll(LongStream.range(0, 100).mapToObj(id -> at(id).expiresAt(SOON)));
      assertEquals(1, db.info().segments().size());
      clock.set(SOON);
      awaitSegments(db, 0);
    }
    for (FileName name : disk.list()) {
      assertEquals(FileKind.MANIFEST, name.kind(), name + " is left");
    }
  }

  private long used() throws IOException {
    long used = disk.reserved();
    for (FileName name : disk.list()) {
      used += disk.length(name);
    }
    return used;
  }

  /** While the reserve is given up, merges take no byte of what deletes live on. */
  @Test
  void mergesOnAFullDiskLeaveTheSpaceOfDeletesAlone() throws IOException {
    try (Iqdb db = open(options.mergePolicy(new NoMergePolicy()))) {
      db.upsertAll(LongStream.range(0, 1000).mapToObj(UpkeepTest::at));
      db.flush();
      db.upsertAll(LongStream.range(1000, 1100).mapToObj(UpkeepTest::at));
      db.flush();
      disk.limitTo(used());
      for (long id = 0; id < 500; id++) {
        assertTrue(db.delete(VectorId.of(id)));
      }
      assertEquals(0, disk.reserved(), "given up");
      long clean = db.segments().getLast().number();
      long half = db.segments().getFirst().number();

      disk.limitTo(used() + (1 << 20));
      String names = disk.list().toString();
      assertThrows(
          DiskFullException.class,
          Doors.merge(db, all -> Specs.only(all, clean))::join,
          "gives nothing back");
      assertEquals(names, disk.list().toString());

      long out = db.segments().getFirst().liveBytes();
      disk.limitTo(used() + out + out / 4); // enough for the merge, not for deletes beside it
      assertThrows(DiskFullException.class, Doors.merge(db, all -> Specs.only(all, half))::join);
      assertEquals(names, disk.list().toString());

      disk.limitTo(used() + out + out / 4 + 2 * RESERVE);
      Doors.merge(db, all -> Specs.only(all, half)).join();
      Doors.settle(db);
      assertEquals(600, db.size());
      assertTrue(db.delete(VectorId.of(500)));
      db.upsert(at(7)); // the merge made room
      assertEquals(RESERVE, disk.reserved());
    }
  }
}
