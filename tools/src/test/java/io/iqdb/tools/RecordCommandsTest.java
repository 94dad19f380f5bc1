package io.iqdb.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Catalog;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenCollection;
import io.iqdb.tools.json.JsonValues;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that count, delete and copy records. */
final class RecordCommandsTest {
  private static final IqdbConfig PLANE = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final String EVEN = "{\"op\":\"eq\",\"field\":\"even\",\"value\":true}";

  @TempDir Path folder;
  private Path db = Path.of("");

  /** Ten records with numbers, and "r" and "7" with bytes as ids. */
  @BeforeEach
  void makeADatabase() {
    db = folder.resolve("db");
    try (Iqdb open = Iqdb.open(db, PLANE)) {
      fill(open);
    }
  }

  private static void fill(Iqdb open) {
    for (int i = 0; i < 10; i++) {
      open.upsert(
          VectorId.of(i), Vector.of(trace(i), 1), Metadata.of("even", Value.of(i % 2 == 0)));
    }
    open.upsert(VectorId.of("r"), Vector.of(1, 2));
    open.upsert(VectorId.of("7"), Vector.of(1, 2));
  }

  /** A number that stands in no other record. */
  private static float trace(int i) {
    return i + 0.123_456f;
  }

  private static CommandLineRun ok(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run;
  }

  private static long number(String field, Object... arguments) {
    Object[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray();
    Metadata report = ((Value.Obj) JsonValues.parse(ok(all).out())).fields();
    return ((Value.Int) report.get(field).orElseThrow()).number();
  }

  @Test
  void countTellsHowManyRecordsThereAreOrMatch() {
    assertEquals(12, number("records", "count", db));
    assertEquals(5, number("records", "count", db, "--filter", EVEN));
    assertEquals("12 records\n", ok("count", db).out());
    assertEquals(ExitCode.USAGE, CommandLineRun.of("count", db, "--filter", "{").code());
  }

  @Test
  void deleteTakesIdsInAnyFormOrAFilter() {
    assertEquals(2, number("deleted", "delete", db, "--id", 7, "--id", "r", "--id", 99));
    assertEquals(1, number("deleted", "delete", db, "--id", 7, "--text"));
    assertEquals(0, number("deleted", "delete", db, "--id", "37", "--hex"), "gone: it is \"7\"");
    assertEquals(9, number("records", "count", db));
    assertEquals("deleted 5 records\n", ok("delete", db, "--filter", EVEN).out());
    assertEquals(4, number("records", "count", db));
  }

  @Test
  void deleteWithoutIdsOrFilterIsRefused() {
    assertEquals(ExitCode.USAGE, CommandLineRun.of("delete", db).code());
    assertEquals(
        ExitCode.USAGE, CommandLineRun.of("delete", db, "--id", 1, "--filter", EVEN).code());
    assertEquals(
        ExitCode.USAGE, CommandLineRun.of("delete", db, "--id", 1, "--text", "--hex").code());
    assertEquals(ExitCode.USAGE, CommandLineRun.of("delete", db, "--id", "xy", "--hex").code());
    assertEquals(ExitCode.USAGE, CommandLineRun.of("purge", db).code());
    assertEquals(12, number("records", "count", db));
  }

  @Test
  void purgeLeavesNoTrace() throws IOException {
    assertTrue(holds(trace(3)));
    assertEquals(1, number("purged", "purge", db, "--id", 3, "--id", 99));
    assertFalse(holds(trace(3)));
    assertTrue(holds(trace(4)));
    assertEquals(11, number("records", "count", db));
    assertTrue(ok("purge", db, "--id", "r").out().contains("purged 1 record,"));
  }

  private boolean holds(float component) throws IOException {
    byte[] wanted =
        ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(component).array();
    String text = new String(wanted, StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.list(db)) {
      for (Path file : files.toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void checkpointIsADatabaseOfItsOwn() throws IOException {
    Path copy = folder.resolve("copy");
    assertEquals(12, number("records", "checkpoint", db, copy));
    assertEquals(5, number("deleted", "delete", db, "--filter", EVEN));
    assertEquals(12, number("records", "count", copy));
    assertTrue(ok("check", copy, "--level", 3).out().contains("clean"));
    assertEquals(ExitCode.USAGE, CommandLineRun.of("checkpoint", db, copy).code(), "not empty");
    Path missing = folder.resolve("missing");
    assertEquals(
        ExitCode.USAGE, CommandLineRun.of("checkpoint", missing, folder.resolve("x")).code());
    assertFalse(Files.exists(missing));
  }

  @Test
  void theyTakeACollectionToo() {
    Path dir = folder.resolve("catalog");
    try (Catalog catalog = Catalog.open(dir);
        OpenCollection collection = catalog.create("c", PLANE)) {
      fill(collection.database());
    }
    Path copy = folder.resolve("copy");
    assertEquals(12, number("records", "checkpoint", dir, copy, "--collection", "c"));
    assertEquals(1, number("deleted", "delete", dir, "--id", 1, "--collection", "c"));
    assertEquals(1, number("purged", "purge", dir, "--id", 2, "--collection", "c"));
    assertEquals(10, number("records", "count", dir, "--collection", "c"));
    assertEquals(12, number("records", "count", copy));
    assertEquals(ExitCode.USAGE, CommandLineRun.of("count", dir).code());
  }

  @Test
  void besideAWriterTheyCountAndAreLockedOutOfTheRest() {
    try (Iqdb writer = Iqdb.open(db)) {
      writer.upsert(VectorId.of(77), Vector.of(1, 1));
      assertEquals(13, number("records", "count", db));
      assertEquals(ExitCode.LOCKED, CommandLineRun.of("delete", db, "--id", 77).code());
      assertEquals(ExitCode.LOCKED, CommandLineRun.of("purge", db, "--id", 77).code());
      Path copy = folder.resolve("copy");
      assertEquals(ExitCode.LOCKED, CommandLineRun.of("checkpoint", db, copy).code());
      assertFalse(Files.exists(copy));
    }
  }
}
