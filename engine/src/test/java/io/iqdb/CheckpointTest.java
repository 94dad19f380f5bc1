package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.store.Directory;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint is a database of its own that shows one state of the other one. */
class CheckpointTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final CollectionName BACKUP = new CollectionName(1);

  @TempDir Path folder;

  private static VectorRecord at(long id, long version) {
    return VectorRecord.of(
        VectorId.of(id),
        Vector.of((float) id, (float) version),
        Metadata.of("version", Value.of(version)));
  }

  private static List<VectorRecord> records(Iqdb db) {
    List<VectorRecord> records = new ArrayList<>();
    db.forEach(records::add);
    return records;
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static Set<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
    }
  }

  @Test
  void copyHoldsWhatWasVisibleAndLivesItsOwnLife() {
    Path original = folder.resolve("original");
    Path copy = folder.resolve("a/b/copy");
    List<VectorRecord> atCheckpoint;
    try (Iqdb db = Iqdb.open(original, CONFIG)) {
      for (long id = 0; id < 50; id++) {
        db.upsert(at(id, 1));
      }
      db.flush();
      db.upsert(at(3, 2));
      db.delete(VectorId.of(4));
      db.write(
          WriteBatch.builder()
              .upsert(at(60, 2))
              .bookmark(Bookmark.of("position", new byte[] {7}))
              .build());
      atCheckpoint = records(db);
      db.checkpoint(copy);
      db.upsert(at(70, 3));
      db.delete(VectorId.of(5));
      db.flush();
    }
    try (Iqdb db = Iqdb.open(copy)) {
      assertEquals(atCheckpoint, records(db));
      assertEquals(7, db.bookmark("position").orElseThrow()[0]);
      assertEquals(0, db.recovery().framesReplayed());
      db.upsert(at(80, 4));
      db.delete(VectorId.of(6));
    }
    assertTrue(DatabaseCheck.run(copy, 3).findings().isEmpty());
    try (Iqdb db = Iqdb.open(original)) {
      assertTrue(db.get(VectorId.of(6)).isPresent(), "the copy changed the original");
      assertFalse(db.get(VectorId.of(80)).isPresent(), "the copy changed the original");
      assertTrue(db.get(VectorId.of(70)).isPresent());
    }
  }

  @Test
  void segmentsAreLinkedAndLogsAreNot() throws IOException {
    Path original = folder.resolve("original");
    Path copy = folder.resolve("copy");
    try (Iqdb db = Iqdb.open(original, CONFIG)) {
      db.upsert(at(1, 1));
      db.checkpoint(copy);
      db.upsert(at(2, 1));
      String segment =
          names(copy).stream().filter(name -> name.startsWith("seg-")).findFirst().orElseThrow();
      assertEquals(key(original.resolve(segment)), key(copy.resolve(segment)));
    }
    assertTrue(names(copy).stream().noneMatch(name -> name.startsWith("wal-")), "no log");
  }

  @Test
  void emptyDatabaseIsCopied() {
    Path copy = folder.resolve("copy");
    try (Iqdb db = Iqdb.open(folder.resolve("original"), CONFIG)) {
      db.checkpoint(copy);
    }
    try (Iqdb db = Iqdb.open(copy)) {
      assertEquals(CONFIG, db.config());
      assertEquals(0, db.size());
    }
  }

  @Test
  void databaseInMemoryIsSavedToDisk() {
    Path copy = folder.resolve("copy");
    try (Iqdb db = Iqdb.inMemory(CONFIG)) {
      db.upsert(at(1, 1));
      db.checkpoint(copy);
    }
    try (Iqdb db = Iqdb.open(copy)) {
      assertEquals(1, db.size());
    }
  }

  @Test
  void targetThatHoldsAnythingIsRefusedAndStaysAsItIs() throws IOException {
    Path original = folder.resolve("original");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "mine");
    Path file = Files.writeString(folder.resolve("file"), "mine, too");
    try (Iqdb db = Iqdb.open(original, CONFIG)) {
      db.upsert(at(1, 1));
      assertThrows(NotADatabaseException.class, () -> db.checkpoint(other));
      assertThrows(NotADatabaseException.class, () -> db.checkpoint(file));
      assertThrows(NotADatabaseException.class, () -> db.checkpoint(original));
      assertEquals(Set.of("notes.txt"), names(other));
      assertEquals("mine, too", Files.readString(file));
      Path copy = folder.resolve("copy");
      db.checkpoint(copy);
      Set<String> before = names(copy);
      assertThrows(NotADatabaseException.class, () -> db.checkpoint(copy));
      assertEquals(before, names(copy));
      db.upsert(at(2, 1));
    }
  }

  @Test
  void readersAndClosedDatabasesMakeNone() {
    Path original = folder.resolve("original");
    Iqdb db = Iqdb.open(original, CONFIG);
    db.close();
    assertThrows(ClosedException.class, () -> db.checkpoint(folder.resolve("copy")));
    try (Iqdb reader = Iqdb.openReadOnly(original)) {
      assertThrows(ReadOnlyException.class, () -> reader.checkpoint(folder.resolve("copy")));
    }
    assertFalse(Files.exists(folder.resolve("copy")));
  }

  @Test
  void copiesMadeBesideWritersAreStatesThatWere() throws Exception {
    OpenOptions small = OpenOptions.defaults().memtableBytes(64 << 10).fsync(FsyncPolicy.NEVER);
    try (Iqdb db = Iqdb.open(folder.resolve("original"), CONFIG, small);
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch begun = new CountDownLatch(1);
      Future<Long> writer =
          executor.submit(() -> {
            long round = 0;
            for (; !stop.get(); round++) {
              // each batch moves all ten to one version
              WriteBatch.Builder batch = WriteBatch.builder();
              for (long id = 0; id < 10; id++) {
                batch.upsert(at(id, round));
              }
              db.write(batch.build());
              begun.countDown();
            }
            return round;
          });
      begun.await();
      for (int i = 0; i < 5; i++) {
        Path copy = folder.resolve("copy" + i);
        db.checkpoint(copy);
        try (Iqdb checkpoint = Iqdb.open(copy)) {
          List<VectorRecord> records = records(checkpoint);
          assertEquals(10, records.size());
          assertEquals(
              1,
              records.stream().map(VectorRecord::metadata).distinct().count(),
              () -> "of several versions: " + records);
        }
      }
      stop.set(true);
      assertTrue(writer.get() > 0);
    }
  }

  /** Nothing is merged beside the copy; that goes into a child of the same disk. */
  private static Iqdb open(Directory disk) {
    OpenOptions options =
        OpenOptions.defaults().access(Access.COPY).mergePolicy(new NoMergePolicy());
    return Doors.open(disk, CONFIG, options, Tuning.defaults());
  }

  @Test
  void filesStayUntilTheyAreLinkedThoughAFlushReplacesThem() throws IOException {
    SimDirectory disk = SimDirectory.empty();
    Runnable[] during = {() -> {}};
    // tombstones are replaced between the moment that is copied and the link
    Directory slow =
        new ForwardingDirectory(disk) {
          @Override
          public void linkTo(FileName name, Directory directory) throws IOException {
            if (name.kind() == FileKind.SEGMENT) {
              Runnable once = during[0];
              during[0] = () -> {};
              once.run();
            }
            super.linkTo(name, directory);
          }
        };
    try (Iqdb db = open(slow)) {
      SimDirectory target = disk.createChild(BACKUP);
      for (long id = 0; id < 9; id++) {
        db.upsert(at(id, 1));
      }
      db.flush();
      db.delete(VectorId.of(1));
      db.flush();
      during[0] =
          () -> {
            db.delete(VectorId.of(2));
            db.flush();
          };
      Doors.checkpoint(db, target);
      assertEquals(7, db.size());
    }
    assertEquals(
        1,
        disk.list().stream().filter(name -> name.kind() == FileKind.TOMBSTONE).count(),
        "what was held is gone in the end");
    try (Iqdb copy = Doors.open(disk.openChild(BACKUP), OpenOptions.defaults())) {
      assertEquals(8, copy.size());
      assertTrue(copy.get(VectorId.of(2)).isPresent());
    }
  }

  @Test
  void segmentThatWasMergedIsCopiedThoughYoungerOnesHaveLowerNumbers() throws IOException {
    SimDirectory disk = SimDirectory.empty();
    try (Iqdb db = open(disk)) {
      for (long id = 0; id < 4; id++) {
        db.upsert(at(id, 1));
        db.flush();
      }
      List<Long> oldest = db.segments().stream().map(SegmentDescription::number).limit(2).toList();
      db.mergePolicy(new Chosen(MergeSpec.requested(oldest, "test")));
      db.optimize().join();
      List<Long> numbers = db.segments().stream().map(SegmentDescription::number).toList();
      assertNotEquals(numbers.stream().sorted().toList(), numbers);
      Doors.checkpoint(db, disk.createChild(BACKUP));
    }
    try (Iqdb copy = Doors.open(disk.openChild(BACKUP), OpenOptions.defaults())) {
      assertEquals(4, copy.size());
    }
  }

  /** Merges what it was told to, on request alone. */
  private record Chosen(MergeSpec spec) implements MergePolicy {
    @Override
    public List<MergeSpec> plan(List<SegmentDescription> segments, Set<Long> merging) {
      return List.of();
    }

    @Override
    public List<MergeSpec> optimize(List<SegmentDescription> segments) {
      return List.of(spec);
    }

    @Override
    public List<MergeSpec> reclaim(List<SegmentDescription> segments) {
      return List.of();
    }
  }

  @Test
  void failedCopyLeavesNothingBehindAndTheWriterWell() throws IOException {
    for (Call call : List.of(Call.LINK, Call.CREATE, Call.WRITE, Call.SYNC, Call.PUBLISH)) {
      for (Errno errno : List.of(Errno.EIO, Errno.ENOSPC)) {
        SimDirectory disk = SimDirectory.empty();
        try (Iqdb db = open(CheckedDirectory.of(disk))) {
          SimDirectory target = disk.createChild(BACKUP);
          db.upsert(at(1, 1));
          db.upsert(at(2, 1));
          db.flush();
          db.delete(VectorId.of(1));
          db.flush(); // so that the faults meet the copy alone
          disk.inject(FaultPlan.from(Set.of(call), 1, Fault.fail(errno)));
          IqdbException failure =
              assertThrows(IqdbException.class, () -> Doors.checkpoint(db, target));
          boolean full = errno == Errno.ENOSPC && call != Call.SYNC;
          assertEquals(full, failure instanceof DiskFullException, call + ": " + failure);
          assertEquals(Set.of(), target.list(), call.toString());
          disk.inject(FaultPlan.none());
          db.upsert(at(3, 1));
          Doors.checkpoint(db, target);
        }
        try (Iqdb copy = Doors.open(disk.openChild(BACKUP), OpenOptions.defaults())) {
          assertEquals(2, copy.size());
        }
      }
    }
  }
}
