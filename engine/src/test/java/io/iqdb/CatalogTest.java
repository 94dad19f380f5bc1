package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.CollectionExistsException;
import io.iqdb.error.CollectionInUseException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.DatabaseLockedException;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.LimitExceededException;
import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.StorageException;
import io.iqdb.error.WriterFailedException;
import io.iqdb.policy.Access;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.store.MemoryDirectory;
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
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CatalogTest {
  private static final IqdbConfig TWO = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final IqdbConfig THREE = IqdbConfig.of(3, DistanceMetric.COSINE);

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("catalog");
  }

  private static List<String> names(Catalog catalog) {
    return catalog.list().stream().map(CollectionInfo::name).toList();
  }

  private static void put(Catalog catalog, String name, long id) {
    try (OpenCollection collection = catalog.open(name)) {
      collection.database().upsert(VectorId.of(id), Vector.of((float) id, 1));
    }
  }

  private static long size(Catalog catalog, String name) {
    try (OpenCollection collection = catalog.open(name)) {
      return collection.database().size();
    }
  }

  private static Set<String> directories(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("col-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void collectionsHaveTheirOwnConfigurationAndRecords() {
    try (Catalog catalog = Catalog.open(path())) {
      assertEquals(List.of(), catalog.list());
      try (OpenCollection texts = catalog.create("texts", TWO);
          OpenCollection images = catalog.create("images", THREE)) {
        texts.database().upsert(VectorId.of(1), Vector.of(1, 2));
        images.database().upsert(VectorId.of(1), Vector.of(1, 2, 3));
        images.database().upsert(VectorId.of(2), Vector.of(3, 2, 3));
      }
      assertEquals(
          List.of(
              new CollectionInfo("images", THREE, true), new CollectionInfo("texts", TWO, true)),
          catalog.list());
    }
    try (Catalog catalog = Catalog.open(path())) {
      assertEquals(
          List.of(
              new CollectionInfo("images", THREE, false), new CollectionInfo("texts", TWO, false)),
          catalog.list());
      assertEquals(2, size(catalog, "images"));
      assertEquals(1, size(catalog, "texts"));
    }
  }

  @Test
  void renamedCollectionKeepsItsRecordsAndItsUsers() {
    try (Catalog catalog = Catalog.open(path())) {
      try (OpenCollection collection = catalog.create("before", TWO)) {
        catalog.rename("before", "after");
        collection.database().upsert(VectorId.of(1), Vector.of(1, 1));
      }
      catalog.rename("after", "after");
      assertThrows(NoSuchCollectionException.class, () -> catalog.open("before"));
      catalog.create("before", THREE).close();
    }
    try (Catalog catalog = Catalog.open(path())) {
      assertEquals(List.of("after", "before"), names(catalog));
      assertEquals(1, size(catalog, "after"));
      assertEquals(0, size(catalog, "before"));
    }
  }

  @Test
  void droppedCollectionIsGoneWithItsFiles() throws IOException {
    try (Catalog catalog = Catalog.open(path())) {
      catalog.create("a", TWO).close();
      catalog.create("b", TWO).close();
      put(catalog, "a", 1);
      put(catalog, "b", 1);
      catalog.drop("a");
      assertEquals(List.of("b"), names(catalog));
      assertEquals(Set.of("col-000002"), directories(path()));
      assertThrows(NoSuchCollectionException.class, () -> catalog.drop("a"));
      assertThrows(NoSuchCollectionException.class, () -> catalog.open("a"));
      catalog.create("a", THREE).close();
      assertEquals(0, size(catalog, "a"));
      assertEquals(Set.of("col-000002", "col-000003"), directories(path()), "no number twice");
    }
  }

  @Test
  void wrongUseIsRefusedAndChangesNothing() throws IOException {
    try (Catalog catalog = Catalog.open(path())) {
      OpenCollection used = catalog.create("used", TWO);
      catalog.create("other", TWO).close();
      assertThrows(CollectionInUseException.class, () -> catalog.drop("used"));
      used.database().upsert(VectorId.of(1), Vector.of(1, 1));
      assertThrows(CollectionExistsException.class, () -> catalog.rename("used", "other"));
      assertThrows(CollectionExistsException.class, () -> catalog.create("other", THREE));
      assertThrows(NoSuchCollectionException.class, () -> catalog.rename("nobody", "x"));
      assertThrows(NoSuchCollectionException.class, () -> catalog.drop("nobody"));
      assertThrows(NoSuchCollectionException.class, () -> catalog.open("nobody"));
      assertThrows(InvalidArgumentException.class, () -> catalog.create("", TWO));
      assertThrows(InvalidArgumentException.class, () -> catalog.create("x".repeat(256), TWO));
      assertThrows(InvalidArgumentException.class, () -> catalog.create("\ud800", TWO));
      assertThrows(InvalidArgumentException.class, () -> catalog.rename("used", ""));
      assertThrows(InvalidArgumentException.class, () -> CatalogOptions.defaults().mostOpen(0));
      assertEquals(List.of("other", "used"), names(catalog));
      assertEquals(Set.of("col-000001", "col-000002"), directories(path()));
      used.close();
      used.close();
      assertThrows(ClosedException.class, used::database);
      catalog.drop("used");
    }
  }

  @Test
  void nastyNamesAreDataAndNoPaths() throws IOException {
    List<String> nasty =
        List.of(
            "../../escape",
            "/etc/passwd",
            "a\u0000b",
            "line\nbreak",
            ".",
            "..",
            "CON",
            "col-000001",
            "\u202egnp.exe",
            "\ud83d\ude00".repeat(60),
            " ",
            "A",
            "a");
    try (Catalog catalog = Catalog.open(path())) {
      for (int i = 0; i < nasty.size(); i++) {
        catalog.create(nasty.get(i), TWO).close();
        put(catalog, nasty.get(i), i + 1);
      }
    }
    try (Catalog catalog = Catalog.open(path())) {
      assertEquals(nasty.stream().sorted().toList(), names(catalog));
      for (String name : nasty) {
        assertEquals(1, size(catalog, name));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(path()), files.toList());
    }
    try (Stream<Path> files = Files.list(path())) {
      assertTrue(
          files
              .map(file -> String.valueOf(file.getFileName()))
              .allMatch(name -> name.matches("col-\\d{6}|catalog-\\d{6}|LOCK|RESERVE")));
    }
  }

  @Test
  void idleCollectionsMakeRoomAndUsedOnesStay() {
    CatalogOptions few = CatalogOptions.defaults().mostOpen(3);
    try (Catalog catalog = Catalog.open(path(), few)) {
      OpenCollection used = catalog.create("used", TWO);
      Iqdb database = used.database();
      for (int i = 0; i < 20; i++) {
        catalog.create("c" + i, TWO).close();
        put(catalog, "c" + i, i);
        assertTrue(catalog.list().stream().filter(CollectionInfo::open).count() <= 3);
      }
      assertSame(database, used.database());
      database.upsert(VectorId.of(7), Vector.of(7, 7));
      assertEquals(
          List.of("c18", "c19", "used"),
          catalog.list().stream().filter(CollectionInfo::open).map(CollectionInfo::name).toList(),
          "the idlest go");
      for (int i = 0; i < 20; i++) {
        assertEquals(1, size(catalog, "c" + i));
      }
      OpenCollection first = catalog.open("c0");
      OpenCollection second = catalog.open("c1");
      assertThrows(LimitExceededException.class, () -> catalog.open("c2"));
      assertSame(first.database(), catalog.open("c0").database(), "open ones are always to be had");
      second.close();
      catalog.open("c2").close();
    }
  }

  @Test
  void collectionThatThereIsNoRoomForIsNotCreated() throws IOException {
    try (Catalog catalog = Catalog.open(path(), CatalogOptions.defaults().mostOpen(1))) {
      OpenCollection used = catalog.create("a", TWO);
      assertThrows(LimitExceededException.class, () -> catalog.create("b", TWO));
      assertEquals(List.of("a"), names(catalog));
      assertEquals(Set.of("col-000001"), directories(path()));
      used.close();
      catalog.create("b", TWO).close();
      assertEquals(List.of("a", "b"), names(catalog));
    }
  }

  /** At whatever call of the disk it fails; where the catalog itself was not hit, a retry works. */
  @Test
  void collectionThatCannotBeOpenedIsNotCreated() throws Exception {
    int retried = 0;
    for (int nth = 1; ; nth++) {
      SimDirectory disk = SimDirectory.empty();
      CatalogOptions options =
          CatalogOptions.defaults().collections(OpenOptions.defaults().access(Access.COPY));
      try (Catalog catalog = Catalog.open(disk, options, small(3))) {
        FaultPlan plan = FaultPlan.once(FaultPlan.mutations(), nth, Fault.fail(Errno.EIO));
        disk.inject(plan);
        try (OpenCollection created = catalog.create("a", TWO)) {
          assertEquals(0, created.database().size());
          if (plan.fired() == 0) {
            break;
          }
          continue; // of no consequence, such as a file that stays for now
        } catch (StorageException failure) {
          assertEquals(List.of(), names(catalog), "failed at call " + nth);
        }
        try {
          catalog.create("a", TWO).close();
          retried++;
        } catch (WriterFailedException failed) {
          assertEquals(List.of(), names(catalog), "failed at call " + nth);
        }
      }
    }
    assertTrue(retried > 0);
  }

  @Test
  void openCollectionMergesAsItsLastOpenerSays() {
    MergePolicy wide = TieredMergePolicy.defaults().withSegmentsPerTier(16);
    MergeScheduling gentle = MergeScheduling.defaults().withCpuShare(0.25);
    OpenOptions how = OpenOptions.defaults().mergePolicy(wide).mergeScheduling(gentle);
    try (Catalog catalog = Catalog.open(path(), CatalogOptions.defaults().mostOpen(1))) {
      try (OpenCollection first = catalog.create("a", TWO)) {
        assertNotEquals(wide, first.database().mergePolicy());
        catalog.open("a", how).close();
        assertEquals(wide, first.database().mergePolicy());
        assertEquals(gentle, first.database().mergeScheduling());
        catalog.open("a").close();
        assertEquals(wide, first.database().mergePolicy(), "nobody said otherwise");
        assertEquals(gentle, first.database().mergeScheduling());
      }
      catalog.create("b", TWO).close();
      try (OpenCollection again = catalog.open("a")) {
        assertEquals(TieredMergePolicy.defaults(), again.database().mergePolicy());
        assertEquals(MergeScheduling.defaults(), again.database().mergeScheduling());
      }
    }
    try (Catalog reader = Catalog.openReadOnly(path());
        OpenCollection first = reader.open("a", how);
        OpenCollection second = reader.open("a", OpenOptions.defaults())) {
      assertSame(first.database(), second.database());
    }
  }

  @Test
  void databaseThatSomebodyClosedIsOpenedAgain() {
    try (Catalog catalog = Catalog.open(path())) {
      catalog.create("a", TWO).close();
      Iqdb before;
      try (OpenCollection collection = catalog.open("a")) {
        before = collection.database();
        before.close();
      }
      try (OpenCollection collection = catalog.open("a")) {
        assertNotSame(before, collection.database());
        assertEquals(0, collection.database().size());
      }
    }
  }

  @Test
  void closedCatalogClosesWhatIsInUse() {
    Catalog catalog = Catalog.open(path());
    OpenCollection used = catalog.create("a", TWO);
    Iqdb database = used.database();
    catalog.close();
    catalog.close();
    assertThrows(ClosedException.class, database::size);
    assertThrows(ClosedException.class, catalog::list);
    assertThrows(ClosedException.class, () -> catalog.open("a"));
    used.close();
    Catalog.open(path()).close();
  }

  @Test
  void catalogAndDatabaseDoNotMistakeEachOther() throws IOException {
    Path database = folder.resolve("database");
    Iqdb.open(database, TWO).close();
    assertThrows(NotADatabaseException.class, () -> Catalog.open(database));
    try (Catalog catalog = Catalog.open(path())) {
      catalog.create("a", TWO).close();
      assertThrows(DatabaseLockedException.class, () -> Catalog.open(path()));
    }
    assertThrows(NotADatabaseException.class, () -> Iqdb.open(path()));
    assertThrows(NotADatabaseException.class, () -> Iqdb.open(path(), TWO));
    assertThrows(NotADatabaseException.class, () -> Iqdb.openReadOnly(path()));
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertThrows(NotADatabaseException.class, () -> Catalog.open(file));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "mine");
    assertThrows(NotADatabaseException.class, () -> Catalog.open(other));
    try (Iqdb one = Iqdb.open(path().resolve("col-000001"))) {
      assertEquals(TWO, one.config(), "a collection is a database");
    }
  }

  @Test
  void lostDirectoryAndLostCatalogAreDamage() throws IOException {
    try (Catalog catalog = Catalog.open(path())) {
      catalog.create("a", TWO).close();
      catalog.create("b", TWO).close();
    }
    Path b = path().resolve("col-000002");
    Files.move(b, folder.resolve("elsewhere"));
    try (Catalog catalog = Catalog.open(path())) {
      assertEquals(0, size(catalog, "a"));
      assertThrows(CorruptFileException.class, () -> catalog.open("b"));
      catalog.drop("b");
    }
    try (Stream<Path> files = Files.list(path())) {
      for (Path file : files.toList()) {
        if (String.valueOf(file.getFileName()).startsWith("catalog-")) {
          Files.delete(file);
        }
      }
    }
    assertThrows(CorruptFileException.class, () -> Catalog.open(path()));
    assertTrue(Files.exists(path().resolve("col-000001")), "nothing was removed");
  }

  @Test
  void leftoversOfADeadProcessAreSwept() throws IOException {
    try (Catalog catalog = Catalog.open(path())) {
      catalog.create("a", TWO).close();
    }
    Iqdb.create(path().resolve("col-000009"), TWO, OpenOptions.defaults()).close();
    try (Catalog catalog = Catalog.open(path())) {
      assertEquals(Set.of("col-000001"), directories(path()));
      catalog.create("b", TWO).close();
      assertEquals(Set.of("col-000001", "col-000010"), directories(path()), "no number twice");
    }
  }

  @Test
  void manyThreadsShareFewPlaces() throws Exception {
    CatalogOptions few = CatalogOptions.defaults().mostOpen(4);
    int collections = 12;
    try (Catalog catalog = Catalog.open(path(), few);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < collections; i++) {
        catalog.create("c" + i, TWO).close();
      }
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        long seed = thread;
        all.add(
            threads.submit(() -> {
              Random random = new Random(seed);
              for (int i = 0; i < 50; i++) {
                put(catalog, "c" + random.nextInt(collections), 100 * seed + i);
              }
            }));
      }
      for (Future<?> done : all) {
        done.get();
      }
      long total = 0;
      for (int i = 0; i < collections; i++) {
        total += size(catalog, "c" + i);
      }
      assertEquals(200, total);
    }
  }

  @Test
  void catalogLivesInMemoryToo() throws Exception {
    try (Catalog catalog =
        Catalog.open(new MemoryDirectory(), CatalogOptions.defaults().mostOpen(1), small(7))) {
      catalog.create("a", TWO).close();
      catalog.create("b", TWO).close();
      put(catalog, "a", 1);
      put(catalog, "b", 1);
      put(catalog, "a", 2);
      assertEquals(2, size(catalog, "a"));
      catalog.drop("b");
      assertEquals(List.of("a"), names(catalog));
    }
  }

  private static Tuning small(long seed) {
    return new Tuning(4096, 1 << 30, 1 << 20, 16 << 10, 3_600_000_000L, new Random(seed));
  }

  /** One reserve serves the deletes of all, and a drop on a full disk gives space back. */
  @Test
  void collectionsShareAReserveAndADropGivesSpaceBack() throws Exception {
    SimDirectory disk = SimDirectory.empty();
    CatalogOptions options =
        CatalogOptions.defaults().collections(OpenOptions.defaults().access(Access.COPY));
    try (Catalog catalog = Catalog.open(CheckedDirectory.of(disk), options, small(3))) {
      for (String name : List.of("a", "b")) {
        try (OpenCollection collection = catalog.create(name, TWO)) {
          for (long id = 0; id < 100; id++) {
            collection
                .database()
                .upsert(
                    VectorId.of(id),
                    Vector.of((float) id, 1),
                    Metadata.of("text", Value.of("m".repeat(500))));
          }
          collection.database().flush();
        }
      }
      assertEquals(16 << 10, disk.reserved());
      disk.limitTo(0); // full, whatever there is
      try (OpenCollection collection = catalog.open("a")) {
        Iqdb a = collection.database();
        assertThrows(DiskFullException.class, () -> a.upsert(VectorId.of(1), Vector.of(1, 1)));
      }
      assertThrows(DiskFullException.class, () -> catalog.create("c", TWO));
      assertEquals(List.of("a", "b"), names(catalog));
      disk.limitTo(disk.image().used() + disk.reserved());
      assertTrue(open(catalog, "a").delete(VectorId.of(1)));
      assertEquals(0, disk.reserved());
      assertThrows(
          DiskFullException.class,
          () -> open(catalog, "b").upsert(VectorId.of(1), Vector.of(1, 1)),
          "another collection must not take what deletes live on");
      catalog.drop("b");
      try (OpenCollection collection = catalog.open("a")) {
        collection.database().upsert(VectorId.of(1), Vector.of(1, 1));
      }
      assertEquals(16 << 10, disk.reserved());
    }
  }

  /** Open until the catalog closes it. */
  private static Iqdb open(Catalog catalog, String name) {
    try (OpenCollection collection = catalog.open(name)) {
      return collection.database();
    }
  }

  @Test
  void failedCloseOfAnotherCollectionDoesNotKeepOneFromOpening() throws Exception {
    SimDirectory disk = SimDirectory.empty();
    CatalogOptions options =
        CatalogOptions.defaults()
            .mostOpen(1)
            .collections(OpenOptions.defaults().access(Access.COPY));
    try (Catalog catalog = Catalog.open(disk, options, small(3))) {
      catalog.create("b", TWO).close();
      catalog.create("a", TWO).close();
      put(catalog, "a", 1);
      disk.limitTo(0); // flushing it at its end fails; its log has all
      assertEquals(0, size(catalog, "b"));
      disk.limitTo(Long.MAX_VALUE);
      assertEquals(1, size(catalog, "a"));
      assertFalse(catalog.list().isEmpty());
    }
  }
}
