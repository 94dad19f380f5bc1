package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.merging.Specs;
import io.iqdb.policy.Access;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * R25: a system that neither removes nor renames a file which somebody has open or mapped. What
 * cannot be removed is removed later, and nothing that is needed is lost.
 */
class WindowsTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final OpenOptions OPTIONS =
      OpenOptions.defaults().access(Access.MAPPED).mergePolicy(new NoMergePolicy());

  private static final CollectionName COPY = new CollectionName(1);

  private final SimDirectory disk = SimDirectory.empty();
  private final CheckedDirectory windows = CheckedDirectory.windows(disk);

  /** The same system for several openers, none of whom ends it. */
  private Directory shared() {
    return new ForwardingDirectory(windows) {
      @Override
      public void close() {
        // another one has it, too
      }
    };
  }

  private Iqdb open() {
    return Doors.open(shared(), CONFIG, OPTIONS, Tuning.defaults());
  }

  private static void put(Iqdb db, long... ids) {
    for (long id : ids) {
      db.upsert(VectorId.of(id), Vector.of((float) id, 1));
    }
  }

  private Set<FileName> files(FileKind kind) throws IOException {
    Set<FileName> files = new TreeSet<>(disk.list());
    files.removeIf(name -> name.kind() != kind);
    return files;
  }

  /** Two segments, with a tombstone file. */
  private static void fill(Iqdb db) {
    put(db, 1, 2, 3);
    db.flush();
    put(db, 3, 4);
    db.flush();
  }

  @Test
  void filesThatAReaderHasOpenGoAfterItHasGone() throws IOException {
    try (Iqdb db = open()) {
      fill(db);
      Set<FileName> old = files(FileKind.SEGMENT);
      try (Iqdb reader = Doors.openReadOnly(shared(), OPTIONS)) {
        Doors.merge(db, Specs::everything).join();
        Doors.settle(db);
        assertTrue(files(FileKind.SEGMENT).containsAll(old), "mapped by the reader");
        put(db, 5);
        db.flush(); // and that is tried again, in vain
        assertTrue(files(FileKind.SEGMENT).containsAll(old));
        assertEquals(4, reader.size());
        assertTrue(reader.refresh());
        assertEquals(5, reader.size());
      }
      put(db, 6);
      db.flush();
      old.retainAll(files(FileKind.SEGMENT));
      assertEquals(Set.of(), old);
      assertEquals(6, db.size());
    }
    windows.assertNoMisuse();
  }

  @Test
  void filesThatCouldNotBeRemovedGoWhenTheDatabaseIsOpenedAgain() throws IOException {
    Set<FileName> old;
    try (Iqdb db = open()) {
      fill(db);
      old = files(FileKind.SEGMENT);
      try (Iqdb reader = Doors.openReadOnly(shared(), OPTIONS)) {
        Doors.merge(db, Specs::everything).join();
        Doors.settle(db);
        assertEquals(4, reader.size());
      }
    }
    try (Iqdb db = open()) {
      old.retainAll(files(FileKind.SEGMENT));
      assertEquals(Set.of(), old);
      assertEquals(4, db.size());
    }
  }

  @Test
  void purgeWaitsForFilesThatCannotBeRemovedYet() throws Exception {
    try (Iqdb db = open()) {
      fill(db);
      Set<FileName> old = files(FileKind.SEGMENT);
      Iqdb reader = Doors.openReadOnly(shared(), OPTIONS);
      CountDownLatch purged = new CountDownLatch(1);
      Thread purge =
          Thread.ofPlatform()
              .start(() -> {
                db.purge(List.of(VectorId.of(3)));
                purged.countDown();
              });
      // both are rewritten, and neither original goes
      Await.until("segments to be rewritten", () -> files(FileKind.SEGMENT).size() >= 4);
      assertEquals(1, purged.getCount());
      reader.close();
      purge.join();
      assertEquals(0, purged.getCount());
      old.retainAll(files(FileKind.SEGMENT));
      assertEquals(Set.of(), old);
      assertFalse(db.contains(VectorId.of(3)));
      assertEquals(3, db.size());
    }
  }

  /**
   * A log that holds a version and was refused to go, in an earlier flush or in that of the purge.
   */
  @Test
  void purgeWaitsForLogsThatCouldNotBeRemoved() throws IOException {
    try (Iqdb db = open()) {
      put(db, 1, 2);
      Set<FileName> log = files(FileKind.WAL);
      disk.inject(FaultPlan.from(Set.of(Call.DELETE), 1, Fault.fail(Errno.EACCES)));
      db.flush();
      assertTrue(files(FileKind.WAL).containsAll(log));
      disk.inject(FaultPlan.once(Set.of(Call.DELETE), 3, Fault.fail(Errno.EACCES)));
      db.purge(List.of(VectorId.of(1)));
      log.retainAll(files(FileKind.WAL));
      assertEquals(Set.of(), log);
      assertEquals(1, db.size());
    }
  }

  /** A copy reads the files: they are open while a merge would have them gone. */
  @Test
  void filesThatACheckpointCopiesGoWhenItIsDone() throws IOException {
    List<Iqdb> merging = new ArrayList<>();
    Directory copied =
        new ForwardingDirectory(shared()) {
          @Override
          public void linkTo(FileName name, Directory target) throws IOException {
            try (Input open = open(name)) {
              if (!merging.isEmpty()) {
                Iqdb db = merging.removeFirst();
                Doors.merge(db, Specs::everything).join();
                Doors.settle(db);
              }
              assertTrue(open.length() > 0 && disk.list().contains(name));
              super.linkTo(name, target);
            }
          }
        };
    try (Iqdb db = Doors.open(copied, CONFIG, OPTIONS, Tuning.defaults())) {
      fill(db);
      Set<FileName> old = files(FileKind.SEGMENT);
      merging.add(db);
      Doors.checkpoint(db, disk.createChild(COPY));
      Doors.settle(db);
      assertEquals(List.of(), merging, "merged while it was copied");
      old.retainAll(files(FileKind.SEGMENT));
      assertEquals(Set.of(), old);
      assertEquals(4, db.size());
    }
    try (Iqdb db = Doors.open(disk.openChild(COPY), OPTIONS)) {
      assertEquals(4, db.size());
    }
  }

  /** Errors of removal at every call, once and for good: nothing needed is lost, nothing stays. */
  @Test
  void refusedRemovalsAnywhereLoseNothing() throws IOException {
    for (int nth = 1; nth < 40; nth++) {
      for (boolean always : new boolean[] {false, true}) {
        SimDirectory one = SimDirectory.empty();
        Fault refused = Fault.fail(Errno.EACCES);
        FaultPlan plan =
            always
                ? FaultPlan.from(Set.of(Call.DELETE), nth, refused)
                : FaultPlan.once(Set.of(Call.DELETE), nth, refused);
        try (Iqdb db = run(one, plan)) {
          assertEquals(4, db.size());
          one.inject(FaultPlan.none());
        }
        try (Iqdb db =
            Doors.open(CheckedDirectory.windows(one), CONFIG, OPTIONS, Tuning.defaults())) {
          assertEquals(4, db.size());
        }
        Set<FileName> left = new TreeSet<>(one.list());
        left.removeIf(name -> name.kind() == FileKind.MANIFEST);
        assertEquals(1, left.size(), "one segment, of " + left);
      }
    }
  }

  /** Flushes, deletes, merges, reopens and copies; one segment of four rows in the end. */
  private static Iqdb run(SimDirectory on, FaultPlan plan) throws IOException {
    on.inject(plan);
    Iqdb first = Doors.open(CheckedDirectory.windows(on), CONFIG, OPTIONS, Tuning.defaults());
    fill(first);
    Doors.merge(first, Specs::everything).join();
    first.delete(VectorId.of(1));
    first.flush();
    Doors.checkpoint(first, on.createChild(COPY));
    put(first, 1);
    first.close();
    Iqdb db = Doors.open(CheckedDirectory.windows(on), CONFIG, OPTIONS, Tuning.defaults());
    Doors.merge(db, Specs::everything).join();
    Doors.settle(db);
    return db;
  }
}
