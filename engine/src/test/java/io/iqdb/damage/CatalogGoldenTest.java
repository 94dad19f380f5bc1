package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Catalog;
import io.iqdb.CatalogOptions;
import io.iqdb.CollectionInfo;
import io.iqdb.Doors;
import io.iqdb.FileDump;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenCollection;
import io.iqdb.OpenOptions;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R19 and R11 for catalogs: those in {@code spec/testdata} open, the one whose manifests count what
 * was written ({@code v1-catalog-counted}) and the one from before that ({@code v1-catalog}); the
 * first is what is written today. Each byte of the file that names the collections is looked at.
 * {@code -Diqdb.golden=PATH} writes it there.
 */
class CatalogGoldenTest {
  private static final String TODAY = "v1-catalog-counted";
  private static final FileName CATALOG = FileName.of(FileKind.CATALOG, 5);
  private static final CatalogOptions OPTIONS =
      CatalogOptions.defaults()
          .collections(OpenOptions.defaults().clock(InstantSource.fixed(Instant.EPOCH)));

  @TempDir Path folder;

  private static Catalog open(Directory directory) {
    Tuning some = Tuning.defaults();
    return Doors.openCatalog(
        directory,
        OPTIONS,
        new Tuning(
            some.logReserve(),
            some.logBytes(),
            some.smallChunkBytes(),
            1024,
            3_600_000_000L,
            new Random(11)));
  }

  /** The files of the catalog's directory under -1, those of the collections by their numbers. */
  private static Map<Long, Image> today() throws IOException {
    Map<Long, Image> images = new TreeMap<>();
    try (MemoryDirectory directory = new MemoryDirectory()) {
      // closing the catalog would close the directory, and that is the end of what is in it
      Catalog catalog = open(directory);
      try (OpenCollection texts = catalog.create("texts", IqdbConfig.of(2, DistanceMetric.COSINE));
          OpenCollection images2 =
              catalog.create("../images", IqdbConfig.of(3, DistanceMetric.EUCLIDEAN))) {
        texts.database().upsert(VectorId.of(1), Vector.of(1, 2));
        texts.database().flush();
        images2.database().upsert(VectorId.of("a"), Vector.of(1, 2, 3));
        images2.database().flush();
      }
      catalog.create("gone", IqdbConfig.of(1, DistanceMetric.HAMMING)).close();
      catalog.drop("gone");
      images.put(-1L, Image.of(directory));
      for (CollectionName child : directory.children()) {
        images.put(child.number(), Image.of(directory.openChild(child)));
      }
      catalog.close();
    }
    return images;
  }

  private static Path golden(String name) {
    Path module = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(module.resolve("spec")) ? module : module.resolve("..");
    return root.resolve("spec/testdata").resolve(name).normalize();
  }

  private static void write(Map<Long, Image> images, Path target) throws IOException {
    for (Map.Entry<Long, Image> image : images.entrySet()) {
      boolean root = image.getKey() < 0;
      Path path = root ? target : target.resolve(new CollectionName(image.getKey()).toString());
      image.getValue().writeTo(path);
    }
  }

  @Test
  void theSameBytesAreWrittenToday() throws IOException {
    for (Map.Entry<Long, Image> image : today().entrySet()) {
      boolean root = image.getKey() < 0;
      Path catalog = golden(TODAY);
      Path path = root ? catalog : catalog.resolve(new CollectionName(image.getKey()).toString());
      for (Map.Entry<FileName, byte[]> file : image.getValue().files().entrySet()) {
        assertArrayEquals(
            Files.readAllBytes(path.resolve(file.getKey().toString())),
            file.getValue(),
            file.getKey().toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1-catalog", TODAY})
  void catalogsInVersion1Open(String name) throws IOException {
    Path golden = golden(name);
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    try (var files = Files.walk(golden)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(golden.relativize(file).toString());
        if (!Files.isDirectory(file)) {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
    String dump =
        FileDump.run(copy.resolve(CATALOG.toString()), FileDump.Options.defaults()).toString();
    assertTrue(dump.contains("../images") && dump.contains("col-000002"), dump);
    try (Catalog catalog = Catalog.open(copy)) {
      assertEquals(
          List.of("../images", "texts"),
          catalog.list().stream().map(CollectionInfo::name).toList());
      try (OpenCollection images = catalog.open("../images")) {
        assertEquals(
            Vector.of(1, 2, 3), images.database().get(VectorId.of("a")).orElseThrow().vector());
      }
      catalog.rename("../images", "images");
    }
  }

  @Test
  void damageToAnyByteIsFoundAndANewerVersionRefused() throws IOException {
    Image sound = new Image(new java.util.TreeMap<>(Map.of(CATALOG, catalogBytes())));
    int length = sound.bytes(CATALOG).length;
    for (int at = 0; at < length; at++) {
      byte[] bytes = sound.bytes(CATALOG).clone();
      bytes[at] ^= (byte) (1 << (at % 8));
      assertThrows(
          CorruptFileException.class,
          () -> open(sound.with(CATALOG, bytes).toDirectory()).close(),
          "byte " + at);
    }
    byte[] newer = sound.bytes(CATALOG).clone();
    Seals.littleEndian(newer).putShort(10, (short) (FileHeader.VERSION + 1));
    Seals.header(newer);
    assertThrows(
        UnsupportedVersionException.class,
        () -> open(sound.with(CATALOG, newer).toDirectory()).close());
  }

  private static byte[] catalogBytes() throws IOException {
    return Files.readAllBytes(golden(TODAY).resolve(CATALOG.toString()));
  }

  @Test
  void goldenCatalogIsWrittenOnDemand() throws IOException {
    String target = System.getProperty("iqdb.golden");
    Path path = target == null ? folder.resolve("golden") : Path.of(target).resolve(TODAY);
    write(today(), path);
    assertTrue(Files.exists(path.resolve(CATALOG.toString())));
  }
}
