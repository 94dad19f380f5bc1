package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The size at which a memtable is flushed. Memory that was set aside in steps of a megabyte used to
 * count, and with a memtable of less than that every single write became a segment.
 */
class MemtableSizeTest {
  private static final int BYTES = 64 << 10;

  @TempDir Path directory;

  private Iqdb open() {
    return Iqdb.create(
        directory.resolve("database"),
        IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
        OpenOptions.defaults().memtableBytes(BYTES));
  }

  @Test
  void smallMemtableHoldsManySmallRecords() {
    try (Iqdb db = open()) {
      Metadata metadata = Metadata.builder().put("kind", "small").build();
      for (int i = 0; i < 100; i++) {
        db.upsert(VectorId.of("record " + i), Vector.of(i, 0), metadata);
      }
      assertEquals(100, db.info().memtableRecords());
      assertEquals(0, db.info().segments().size());
    }
  }

  @Test
  void smallMemtableIsFlushedOnceItIsFull() {
    try (Iqdb db = open()) {
      Metadata metadata = Metadata.builder().put("text", "x".repeat(BYTES / 4)).build();
      for (int i = 0; i < 20; i++) {
        db.upsert(VectorId.of(i), Vector.of(i, 0), metadata);
      }
      assertFalse(db.info().segments().isEmpty());
      assertEquals(20, db.size());
    }
  }
}
