package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.IqdbException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.types.DistanceMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory that somebody else made where a new collection was to go. */
class ForeignCollectionTest {
  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsNotRemovedWithTheFailure(boolean lockReplaced) throws IOException {
    Path path = scratch.resolve("catalog");
    IqdbConfig config = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
    try (Catalog catalog = Catalog.open(path)) {
      Path others = Files.createDirectory(path.resolve(new CollectionName(1).toString()));
      Path file = others.resolve(FileName.of(FileKind.WAL, 1).toString());
      Files.writeString(file, "acknowledged");
      if (lockReplaced) {
        Files.delete(path.resolve("LOCK"));
        Files.createFile(path.resolve("LOCK"));
      }
      assertThrows(IqdbException.class, () -> catalog.create("mine", config));
      assertTrue(Files.exists(file));
    }
  }
}
