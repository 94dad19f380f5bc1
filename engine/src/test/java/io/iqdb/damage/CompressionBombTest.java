package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.DatabaseCheck;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R17: a few stored bytes that become very many, in a file without any fault. */
class CompressionBombTest {
  private static final int ROWS = 512;
  private static final int TEXT_BYTES = (1 << 20) - 64;
  private static final long MOST_STORED = 4L << 20;

  @TempDir Path directory;

  private static VectorRecord record(int id, Metadata metadata) {
    return new VectorRecord(SampleDatabase.number(id), SampleDatabase.vector(id), metadata);
  }

  private static long bytes(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Half a gibibyte of metadata in two mebibytes: one block after the other is all it takes. */
  @Test
  void metadataThatShrinksToNothingIsReadInLittleMemory() throws IOException {
    Metadata metadata = Metadata.builder().put("n", 1).put("text", "a".repeat(TEXT_BYTES)).build();
    IqdbConfig config = IqdbConfig.of(SampleDatabase.DIMENSION, DistanceMetric.EUCLIDEAN);
    OpenOptions packed = OpenOptions.defaults().compression(Compression.LZ4);
    try (Iqdb db = Iqdb.open(directory, config, packed)) {
      db.upsertAll(IntStream.range(0, ROWS).mapToObj(id -> record(id, metadata)));
      db.flush();
    }
    assertTrue(bytes(directory) < MOST_STORED, () -> "metadata is stored as it is");
    String what = "512 MiB of metadata in a few of LZ4, ";
    LittleMemory.suffices(
        what + "checked", () -> assertTrue(DatabaseCheck.run(directory, 3).clean()));
    OpenOptions full = OpenOptions.defaults().verification(Verification.FULL);
    LittleMemory.suffices(
        what + "searched",
        () -> {
          try (Iqdb db = Iqdb.openReadOnly(directory, full)) {
            Filter none = Filter.and(Filter.eq("n", Value.of(1)), Filter.eq("text", Value.of("b")));
            assertEquals(0, db.search(Query.of(SampleDatabase.vector(1), 5).filter(none)).size());
            assertEquals(ROWS, db.size());
          }
        });
  }
}
