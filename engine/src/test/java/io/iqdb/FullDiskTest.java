package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iqdb.error.DiskFullException;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ruling 9 and R20: on a full disk the database reads, deletes, refuses everything else, and takes
 * writes again, without being reopened, once there is room for them and for the reserve.
 */
class FullDiskTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final long RESERVE = 64 << 10;
  private static final long STEP = 256 << 10;

  @TempDir Path folder;

  private final SimDirectory disk = SimDirectory.empty();

  private static VectorRecord at(long id) {
    return VectorRecord.of(
        VectorId.of(id), Vector.of((float) id, 1), Metadata.of("text", Value.of("m".repeat(500))));
  }

  private static OpenOptions options(FsyncPolicy policy) {
    return OpenOptions.defaults().fsync(policy).access(Access.COPY).memtableBytes(64 << 10);
  }

  static Stream<FsyncPolicy> policies() {
    return Stream.of(FsyncPolicy.ALWAYS, FsyncPolicy.NEVER);
  }

  private Iqdb open(OpenOptions options) {
    return Doors.open(
        CheckedDirectory.of(disk),
        CONFIG,
        options,
        new Tuning(STEP, 1 << 30, 1 << 20, RESERVE, 3_600_000_000L, new Random(5)));
  }

  private long used() throws IOException {
    long used = disk.reserved();
    for (FileName name : disk.list()) {
      used += disk.length(name);
    }
    return used;
  }

  /** So many records in segments, and a disk that is full. */
  private Iqdb full(FsyncPolicy policy, int count) throws IOException {
    Iqdb db = open(options(policy));
    db.upsertAll(LongStream.range(0, count).mapToObj(FullDiskTest::at));
    db.flush();
    disk.limitTo(used());
    return db;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void fullDiskTakesDeletesAndHeals(FsyncPolicy policy) throws IOException {
    try (Iqdb db = full(policy, 1000)) {
      assertThrows(DiskFullException.class, () -> db.upsert(at(1_000_000)));
      assertEquals(RESERVE, disk.reserved(), "nothing but deletes takes it");
      for (long id = 0; id < 300; id++) {
        assertTrue(db.delete(VectorId.of(id)));
        if (id % 50 == 0) {
          assertThrows(DiskFullException.class, () -> db.upsert(at(1_000_000)));
          assertThrows(
              DiskFullException.class,
              () -> db.write(WriteBatch.builder().delete(VectorId.of(299)).upsert(at(7)).build()));
          assertThrows(
              DiskFullException.class,
              () -> db.upsertAll(LongStream.range(0, 9000).mapToObj(FullDiskTest::at)));
        }
      }
      assertFalse(db.delete(VectorId.of(0)));
      assertEquals(700, db.size());
      assertEquals(VectorId.of(300), nearest(db, 0));
      disk.limitTo(64 << 20);
      db.upsert(at(1_000_000));
      assertEquals(RESERVE, disk.reserved(), "kept again before anything else is taken");
      assertEquals(701, db.size());
    }
    try (Iqdb db = open(options(policy))) {
      assertTrue(db.get(VectorId.of(1_000_000)).isPresent());
      assertFalse(db.get(VectorId.of(299)).isPresent());
    }
  }

  private static VectorId nearest(Iqdb db, long x) {
    return db.search(Query.of(Vector.of((float) x, 1), 1)).getFirst().id();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void deletesServedOnAFullDiskAreFlushedAndKept(FsyncPolicy policy) throws IOException {
    try (Iqdb db = full(policy, 1000)) {
      for (long id = 0; id < 100; id++) {
        db.delete(VectorId.of(id));
      }
    }
    try (Iqdb db = open(options(policy))) {
      assertEquals(0, db.recovery().framesReplayed(), "close had room for the tombstones");
      assertEquals(900, db.size());
      assertFalse(db.get(VectorId.of(99)).isPresent());
      disk.limitTo(64 << 20);
      db.upsert(at(1_000_000));
      assertTrue(db.delete(VectorId.of(100)));
      assertEquals(900, db.size());
    }
  }

  /** Where the last free bytes go to and fro, logs pile up: never more than a manifest names. */
  @ParameterizedTest
  @MethodSource("policies")
  void writesAndDeletesThatAlternateOnANearlyFullDiskDoNotEndTheWriter(FsyncPolicy policy)
      throws IOException {
    int rounds = 1300;
    try (Iqdb db = full(policy, rounds)) {
      long used = used();
      long size = rounds;
      int refused = 0;
      for (int round = 0; round < rounds; round++) {
        disk.limitTo(used + (long) round * 97 % (3 * RESERVE));
        try {
          db.upsert(at(rounds + round));
          size++;
        } catch (DiskFullException full) {
          refused++;
        }
        try {
          assertTrue(db.delete(VectorId.of(round)));
          size--;
        } catch (DiskFullException full) {
          refused++;
        }
        assertEquals(size, db.size());
      }
      assertTrue(refused > 0 && refused < 2 * rounds, refused + " refusals");
      disk.limitTo(Long.MAX_VALUE);
      db.upsert(at(7_000_000));
      db.flush();
      assertEquals(size + 1, db.size());
    }
  }

  @Test
  void copyIsMadeFromAFullDiskToOneWithRoom() throws IOException {
    SimDirectory backup = SimDirectory.empty();
    try (Iqdb db = open(options(FsyncPolicy.ALWAYS))) {
      db.upsertAll(LongStream.range(0, 100).mapToObj(FullDiskTest::at));
      disk.limitTo(used());
      Doors.checkpoint(db, backup);
      disk.limitTo(64 << 20);
    }
    try (Iqdb db = Doors.open(backup, OpenOptions.defaults())) {
      assertEquals(100, db.size());
    }
  }

  @Test
  void diskThatIsTooFullForTheReserveTakesDeletesAlone() throws IOException {
    full(FsyncPolicy.ALWAYS, 10).close();
    disk.releaseReserve();
    disk.limitTo(used() + RESERVE / 2);
    try (Iqdb db = open(options(FsyncPolicy.ALWAYS))) {
      assertThrows(DiskFullException.class, () -> db.upsert(at(3)));
      assertTrue(db.delete(VectorId.of(1)));
      assertEquals(9, db.size());
      disk.limitTo(64 << 20);
      db.upsert(at(1));
      assertEquals(RESERVE, disk.reserved());
    }
  }

  @Test
  void readersDoNotMakeAReserve() throws IOException {
    Path path = folder.resolve("db");
    Iqdb.open(path, CONFIG).close();
    Files.delete(path.resolve("RESERVE"));
    Iqdb.openReadOnly(path).close();
    assertFalse(Files.exists(path.resolve("RESERVE")));
    Iqdb.open(path).close();
    assertEquals(1 << 20, Files.size(path.resolve("RESERVE")));
  }

  /** The same on a file system that is really full. */
  @Test
  void fullFileSystemTakesDeletesAndHeals() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("small"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16m", "iqdb", mount.toString()));
    try {
      Path filler = mount.resolve("filler");
      try (Iqdb db = Iqdb.open(mount.resolve("db"), CONFIG)) {
        for (long id = 0; id < 1000; id++) {
          db.upsert(at(id));
        }
        db.flush();
        try (FsDirectory around = FsDirectory.open(mount)) {
          assertThrows(
              IOException.class, () -> Files.write(filler, new byte[(int) around.freeSpace() + 1]));
        }
        assertThrows(DiskFullException.class, () -> db.upsert(at(1000)));
        assertTrue(Files.exists(mount.resolve("db/RESERVE")));
        for (long id = 0; id < 500; id++) {
          assertTrue(db.delete(VectorId.of(id)));
        }
        assertThrows(DiskFullException.class, () -> db.upsert(at(1)));
        assertEquals(500, db.size());
        assertFalse(Files.exists(mount.resolve("db/RESERVE")));
        Files.delete(filler);
        db.upsert(at(1));
        assertEquals(1 << 20, Files.size(mount.resolve("db/RESERVE")));
      }
      assertEquals(List.of(), DatabaseCheck.run(mount.resolve("db"), 3).findings());
    } finally {
      assertTrue(run("umount", mount.toString()));
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
