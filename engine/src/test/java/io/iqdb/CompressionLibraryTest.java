package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iqdb.error.InvalidConfigException;
import io.iqdb.policy.Compression;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Zstandard's library is the user's to add. Where it was not, writes used to be acknowledged until
 * the memtable was full, and no flush could ever succeed.
 */
class CompressionLibraryTest {
  @TempDir Path directory;

  @Test
  void missingLibraryIsReportedWhenTheDatabaseIsOpened() {
    assumeTrue(ClassLoader.getSystemResource("com/github/luben/zstd/Zstd.class") == null);
    IqdbConfig config = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
    Path path = directory.resolve("database");
    OpenOptions zstd = OpenOptions.defaults().compression(Compression.ZSTD);
    assertThrows(InvalidConfigException.class, () -> Iqdb.open(path, config, zstd));
    try (Iqdb db = Iqdb.open(path, config)) {
      db.upsert(VectorId.of(1), Vector.of(1, 2));
    }
    assertThrows(InvalidConfigException.class, () -> Iqdb.open(path, zstd));
    try (Iqdb db = Iqdb.open(path)) {
      assertEquals(1, db.size());
    }
  }

  @Test
  void collectionWithoutItsLibraryIsNotCreated() {
    assumeTrue(ClassLoader.getSystemResource("com/github/luben/zstd/Zstd.class") == null);
    IqdbConfig config = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
    OpenOptions zstd = OpenOptions.defaults().compression(Compression.ZSTD);
    try (Catalog catalog = Catalog.open(directory.resolve("catalog"))) {
      assertThrows(InvalidConfigException.class, () -> catalog.create("a", config, zstd));
      assertEquals(List.of(), catalog.list());
      catalog.create("a", config).close();
    }
  }
}
