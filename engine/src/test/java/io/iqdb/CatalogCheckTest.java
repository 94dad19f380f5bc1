package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CatalogCheckTest {
  @TempDir Path path;

  private Path texts() {
    return path.resolve("col-000001");
  }

  private Path images() {
    return path.resolve("col-000002");
  }

  private static Path only(Path directory, String prefix) throws IOException {
    try (var files = Files.newDirectoryStream(directory, prefix + "-*")) {
      return files.iterator().next();
    }
  }

  /** Changes a byte that is no gap. */
  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[70] ^= 1;
    assertTrue(file.toFile().setWritable(true));
    Files.write(file, bytes);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** "texts" of three records and "images" of one, in segments. */
  private Catalog fill() {
    Catalog catalog = Catalog.open(path);
    try (OpenCollection texts = catalog.create("texts", IqdbConfig.of(2, DistanceMetric.COSINE));
        OpenCollection images = catalog.create("images", IqdbConfig.of(3, DistanceMetric.DOT))) {
      for (int i = 0; i < 3; i++) {
        texts.database().upsert(VectorId.of(i), Vector.of(i, 1));
      }
      texts.database().flush();
      images.database().upsert(VectorId.of(1), Vector.of(1, 2, 3));
      images.database().flush();
    }
    return catalog;
  }

  private static List<CheckReport.Finding> findings(CatalogReport report, int collection) {
    return report.collections().get(collection).report().findings();
  }

  @Test
  void soundCatalogIsCleanAtEveryLevelBesideItsWriter() throws IOException {
    try (Catalog catalog = fill()) {
      Files.writeString(path.resolve("notes.txt"), "mine");
      for (int level = 1; level <= 3; level++) {
        CatalogReport report = CatalogCheck.run(path, level);
        assertTrue(report.clean(), report::toString);
        assertEquals(level, report.level());
        assertEquals(
            List.of(Optional.of("texts"), Optional.of("images")),
            report.collections().stream().map(CatalogReport.Collection::name).toList());
        assertEquals(3, report.collections().getFirst().report().rows());
        assertEquals(List.of(), report.unnamed());
        assertEquals(List.of("notes.txt"), report.strangers());
        assertEquals(1, report.files());
        assertEquals(Files.size(only(path, "catalog")), report.bytes());
        assertEquals(
            report.collections().getLast().report(), CatalogCheck.run(path, "images", level));
      }
      catalog.drop("texts");
      assertThrows(NoSuchCollectionException.class, () -> CatalogCheck.run(path, "texts", 1));
      assertThrows(InvalidArgumentException.class, () -> CatalogCheck.run(path, 4));
    }
  }

  @Test
  void directoryThatIsMissingOrNoDatabaseIsDamage() throws IOException {
    fill().close();
    delete(images());
    assertEquals(
        List.of(
            new CheckReport.Finding(
                "col-000002", "name", 0, "a directory, for the catalog names it", "none")),
        findings(CatalogCheck.run(path, 1), 1));
    assertEquals(1, CatalogCheck.run(path, "images", 1).findings().size());
    Files.createDirectory(images());
    CatalogReport empty = CatalogCheck.run(path, 2);
    assertFalse(empty.clean());
    assertEquals("a database, for the catalog names it", findings(empty, 1).getFirst().expected());
    assertEquals(List.of(), findings(empty, 0));
    Files.delete(images());
    Files.writeString(images(), "a file");
    assertEquals("something else", findings(CatalogCheck.run(path, 3), 1).getFirst().found());
  }

  @Test
  void whatTheCatalogDoesNotNameIsToldButNoDamage() throws IOException {
    fill().close();
    Iqdb.open(path.resolve("col-000007"), IqdbConfig.of(1, DistanceMetric.DOT)).close();
    Files.write(path.resolve("tmp-000001"), new byte[3]);
    CatalogReport report = CatalogCheck.run(path, 3);
    assertTrue(report.clean(), report::toString);
    assertEquals(List.of("tmp-000001", "col-000007"), report.unnamed());
    assertEquals(2, report.collections().size());
  }

  @Test
  void damageInACollectionIsReportedThere() throws IOException {
    fill().close();
    damage(only(texts(), "seg"));
    CatalogReport report = CatalogCheck.run(path, 2);
    assertFalse(report.clean());
    assertEquals(List.of(), report.findings());
    assertEquals("seg-", findings(report, 0).getFirst().file().substring(0, 4));
    assertEquals(List.of(), findings(report, 1));
    assertTrue(CatalogCheck.run(path, "images", 3).clean());
    assertFalse(CatalogCheck.run(path, "texts", 3).clean());
  }

  @Test
  void withoutASoundCatalogTheCollectionsAreLookedAtForThemselves() throws IOException {
    fill().close();
    Path catalog = only(path, "catalog");
    damage(catalog);
    damage(only(texts(), "seg"));
    CatalogReport damaged = CatalogCheck.run(path, 2);
    assertEquals(catalog.getFileName().toString(), damaged.findings().getFirst().file());
    assertEquals(
        List.of("col-000001", "col-000002"),
        damaged.collections().stream().map(CatalogReport.Collection::directory).toList());
    assertEquals(Optional.empty(), damaged.collections().getFirst().name());
    assertFalse(damaged.collections().getFirst().report().clean());
    assertTrue(damaged.collections().getLast().report().clean());
    Files.delete(catalog);
    CatalogReport lost = CatalogCheck.run(path, 1);
    assertEquals("a catalog", lost.findings().getFirst().expected());
    assertEquals(0, lost.files());
    assertEquals(2, lost.collections().size());
  }

  @Test
  void collectionsThatChangedPlacesAreFoundAtLevelThree() throws IOException {
    fill().close();
    Path aside = path.resolveSibling(path.getFileName() + "-aside");
    Files.move(texts(), aside);
    Files.move(images(), texts());
    Files.move(aside, images());
    assertTrue(CatalogCheck.run(path, 2).clean());
    CatalogReport report = CatalogCheck.run(path, 3);
    assertEquals(
        List.of(
            new CheckReport.Finding(
                "col-000001",
                "COLLECTIONS",
                0,
                "a collection of 2 components, COSINE, FLAT",
                "3 components, DOT, FLAT")),
        findings(report, 0));
    assertEquals(1, findings(report, 1).size());
  }

  @Test
  void writerThatCreatesAndDropsIsNoDamage() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Catalog catalog = fill()) {
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int round = 0; round < 25; round++) {
                    try (OpenCollection made =
                        catalog.create("c" + round, IqdbConfig.of(1, DistanceMetric.DOT))) {
                      made.database().upsert(VectorId.of(1), Vector.of(1));
                    }
                    if (round >= 2) {
                      catalog.drop("c" + (round - 2));
                    }
                  }
                } catch (RuntimeException | Error thrown) {
                  failure.set(thrown);
                }
              });
      int level = 1;
      while (writer.isAlive()) {
        CatalogReport report = CatalogCheck.run(path, level);
        assertTrue(report.clean(), report::toString);
        assertTrue(report.collections().size() >= 2);
        level = level % 3 + 1;
      }
      writer.join();
    }
    assertEquals(null, failure.get());
  }
}
