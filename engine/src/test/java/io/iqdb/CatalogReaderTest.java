package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.ClosedException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs that are opened for reading, beside the one who writes. */
@Timeout(300)
class CatalogReaderTest {
  private static final IqdbConfig TWO = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);

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

  private static Set<String> files(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(path.relativize(file).toString()));
      return names;
    }
  }

  @Test
  void readerSeesCollectionsAndRecordsAndLeavesNoTrace() throws IOException {
    try (Catalog writer = Catalog.open(path())) {
      writer.create("a", TWO).close();
      writer.create("b", TWO).close();
      put(writer, "a", 1);
      Set<String> before = files(path());
      try (Catalog reader = Catalog.openReadOnly(path())) {
        assertEquals(
            List.of(new CollectionInfo("a", TWO, false), new CollectionInfo("b", TWO, false)),
            reader.list());
        assertEquals(1, size(reader, "a"));
        assertEquals(0, size(reader, "b"));
        assertFalse(reader.refresh());
        assertFalse(writer.refresh());
        assertThrows(NoSuchCollectionException.class, () -> reader.open("c"));
      }
      assertEquals(before, files(path()));
    }
    try (Catalog reader = Catalog.openReadOnly(path())) {
      assertEquals(1, size(reader, "a"), "without a writer, too");
    }
  }

  @Test
  void readerFollowsWhatWasCreatedRenamedAndDroppedWhenItAsks() {
    try (Catalog writer = Catalog.open(path())) {
      writer.create("a", TWO).close();
      writer.create("b", TWO).close();
      put(writer, "a", 1);
      try (Catalog reader = Catalog.openReadOnly(path());
          OpenCollection used = reader.open("a")) {
        writer.rename("a", "z");
        writer.create("c", TWO).close();
        writer.drop("b");
        put(writer, "z", 2);
        put(writer, "c", 3);
        assertEquals(List.of("a", "b"), names(reader));
        assertTrue(reader.refresh());
        assertFalse(reader.refresh());
        assertEquals(List.of("c", "z"), names(reader));
        assertThrows(NoSuchCollectionException.class, () -> reader.open("a"));
        assertThrows(NoSuchCollectionException.class, () -> reader.open("b"));
        assertEquals(1, size(reader, "c"));
        assertEquals(1, used.database().size(), "pinned when it was opened");
        try (OpenCollection again = reader.open("z")) {
          assertSame(used.database(), again.database());
        }
        assertTrue(used.database().refresh());
        assertEquals(2, size(reader, "z"));
      }
    }
  }

  @Test
  void changesAreRefusedAsInADatabaseOpenedForReading() throws IOException {
    try (Catalog writer = Catalog.open(path())) {
      writer.create("a", TWO).close();
    }
    Set<String> before = files(path());
    try (Catalog reader = Catalog.openReadOnly(path());
        OpenCollection a = reader.open("a")) {
      assertThrows(ReadOnlyException.class, () -> reader.create("b", TWO));
      assertThrows(ReadOnlyException.class, () -> reader.rename("a", "b"));
      assertThrows(ReadOnlyException.class, () -> reader.rename("nobody", "b"));
      assertThrows(ReadOnlyException.class, () -> reader.drop("a"));
      assertThrows(
          ReadOnlyException.class, () -> a.database().upsert(VectorId.of(1), Vector.of(1, 2)));
    }
    assertEquals(before, files(path()));
  }

  @Test
  void droppedCollectionStaysForWhoeverUsesItAndIsClosedAfter() {
    try (Catalog writer = Catalog.open(path());
        Catalog reader = initialized(writer)) {
      OpenCollection used = reader.open("a");
      Iqdb idle;
      try (OpenCollection b = reader.open("b")) {
        idle = b.database();
      }
      writer.drop("a");
      writer.drop("b");
      assertThrows(NoSuchCollectionException.class, () -> used.database().refresh());
      assertTrue(reader.refresh());
      assertThrows(ClosedException.class, idle::size);
      Iqdb database = used.database();
      assertEquals(2, database.size());
      assertEquals(Vector.of(1, 1), database.get(VectorId.of(1)).orElseThrow().vector());
      assertThrows(NoSuchCollectionException.class, database::refresh);
      assertFalse(reader.refresh(), "more than once");
      assertEquals(2, database.size());
      used.close();
      assertThrows(ClosedException.class, database::size);
    }
  }

  /** With "a" and "b", each of a flushed and a logged record. */
  private Catalog initialized(Catalog writer) {
    for (String name : List.of("a", "b")) {
      try (OpenCollection collection = writer.create(name, TWO)) {
        collection.database().upsert(VectorId.of(1), Vector.of(1, 1));
        collection.database().flush();
        collection.database().upsert(VectorId.of(2), Vector.of(2, 1));
      }
    }
    return Catalog.openReadOnly(path());
  }

  @Test
  void collectionThatWasDroppedBeforeItIsOpenedIsNoDamage() throws IOException {
    Catalog reader;
    try (Catalog writer = Catalog.open(path())) {
      reader = initialized(writer);
      writer.drop("a");
    }
    try (reader) {
      assertThrows(NoSuchCollectionException.class, () -> reader.open("a"));
      assertEquals(List.of("a", "b"), names(reader));
      Files.move(path().resolve("col-000002"), folder.resolve("elsewhere"));
      assertThrows(CorruptFileException.class, () -> reader.open("b"), "this one is named");
    }
  }

  @Test
  void readerThatFollowsAWriterMeetsNoDamage() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Catalog writer = Catalog.open(path())) {
      writer.create("stays", TWO).close();
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int round = 0; round < 25 && !stop.get(); round++) {
                    writer.create("c" + round, TWO).close();
                    put(writer, "c" + round, round);
                    writer.rename("c" + round, "d" + round);
                    if (round >= 3) {
                      writer.drop("d" + (round - 3));
                    }
                  }
                } catch (RuntimeException | Error thrown) {
                  failure.set(thrown);
                }
              });
      try (Catalog reader = Catalog.openReadOnly(path(), CatalogOptions.defaults().mostOpen(3))) {
        while (thread.isAlive()) {
          reader.refresh();
          assertTrue(names(reader).contains("stays"));
          assertTrue(reader.info().collections().size() <= names(reader).size());
          for (String name : names(reader)) {
            try (OpenCollection open = reader.open(name)) {
              open.database().refresh();
            } catch (NoSuchCollectionException dropped) {
              assertFalse(name.equals("stays"));
            }
          }
        }
        assertTrue(reader.refresh() || names(reader).equals(names(writer)));
        assertEquals(names(writer), names(reader));
      } finally {
        stop.set(true);
        thread.join();
      }
    }
    assertEquals(null, failure.get());
  }

  @Test
  void infoTellsWhatEachCollectionHolds() {
    try (Catalog writer = Catalog.open(path());
        Catalog reader = initialized(writer)) {
      put(writer, "b", 3);
      for (Catalog catalog : List.of(writer, reader)) {
        CatalogInfo info = catalog.info();
        assertEquals(
            List.of("a", "b"),
            info.collections().stream().map(CatalogInfo.Collection::name).toList());
        assertEquals(
            List.of("col-000001", "col-000002"),
            info.collections().stream().map(CatalogInfo.Collection::directory).toList());
        assertEquals(
            List.of(2L, 3L), info.collections().stream().map(one -> one.info().records()).toList());
        assertEquals("catalog-000003", info.files().getFirst().name());
        assertEquals(
            info.bytesOnDisk(),
            info.files().getFirst().bytes()
                + info.collections().stream().mapToLong(one -> one.info().bytesOnDisk()).sum());
      }
    }
  }

  @Test
  void aDatabaseThatIsACatalogIsCalledOneAndTheOtherWayRound() throws IOException {
    Path database = folder.resolve("database");
    Path nothing = folder.resolve("nothing");
    try (Iqdb open = Iqdb.open(database, TWO);
        Catalog catalog = Catalog.open(path())) {
      assertEquals(0, open.size());
      assertEquals(List.of(), catalog.list());
      mistakesAreNamed(database, path()); // both are open, and locked
    }
    mistakesAreNamed(database, path());
    for (Executable attempt :
        List.<Executable>of(
            () -> Catalog.openReadOnly(nothing), () -> CatalogCheck.run(nothing, 1))) {
      says("there is no catalog at", attempt);
    }
    assertFalse(Files.exists(nothing));
    assertFalse(Catalog.isAt(nothing));
    assertFalse(Catalog.isAt(Files.createFile(folder.resolve("file"))));
    assertFalse(Catalog.isAt(folder));
  }

  private interface Executable {
    void run();
  }

  private static void mistakesAreNamed(Path database, Path catalog) {
    for (Executable attempt :
        List.<Executable>of(
            () -> Iqdb.open(catalog),
            () -> Iqdb.open(catalog, TWO),
            () -> Iqdb.create(catalog, TWO, OpenOptions.defaults()),
            () -> Iqdb.openReadOnly(catalog),
            () -> DatabaseCheck.run(catalog, 1))) {
      says("holds a catalog, not a database: name one of its collections", attempt);
    }
    for (Executable attempt :
        List.<Executable>of(
            () -> Catalog.open(database),
            () -> Catalog.openReadOnly(database),
            () -> CatalogCheck.run(database, 1),
            () -> CatalogCheck.run(database, "a", 1))) {
      says("holds a database, not a catalog: open it without naming a collection", attempt);
    }
    assertTrue(Catalog.isAt(catalog));
    assertFalse(Catalog.isAt(database));
  }

  private static void says(String what, Executable attempt) {
    IqdbException refused = assertThrows(NotADatabaseException.class, attempt::run);
    assertTrue(String.valueOf(refused.getMessage()).contains(what), refused.getMessage());
  }
}
