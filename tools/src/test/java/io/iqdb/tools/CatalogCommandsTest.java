package io.iqdb.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Catalog;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenCollection;
import io.iqdb.OpenOptions;
import io.iqdb.tools.json.JsonValues;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections from the command line. */
final class CatalogCommandsTest {
  @TempDir Path folder;
  private Path dir = Path.of("");

  @BeforeEach
  void nameACatalog() {
    dir = folder.resolve("catalog");
  }

  private static CommandLineRun ok(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run;
  }

  private static Metadata json(Object... arguments) {
    Object[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray();
    return ((Value.Obj) JsonValues.parse(ok(all).out())).fields();
  }

  private static Value value(Metadata report, String field) {
    return report.get(field).orElseThrow();
  }

  private static List<Metadata> list(Metadata report, String field) {
    return ((Value.Array) value(report, field))
        .values().stream().map(element -> ((Value.Obj) element).fields()).toList();
  }

  private static void refused(String what, Object... arguments) {
    refused(ExitCode.USAGE, what, arguments);
  }

  private static void refused(int code, String what, Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(code, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(what), run.err());
  }

  /** "texts" of two dimensions, and "images" of three. */
  private void create() {
    ok("catalog", dir, "create", "texts", "--dim", 2, "--metric", "euclidean");
    ok("catalog", dir, "create", "images", "--dim", 3, "--metric", "cosine");
  }

  private Path records() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      lines
          .append("{\"id\":" + i + ",\"vector\":[" + i + ",1],")
          .append("\"metadata\":{\"n\":" + i + "}}\n");
    }
    return Files.writeString(folder.resolve("records.jsonl"), lines);
  }

  private static List<String> names(Metadata report) {
    return list(report, "collections").stream()
        .map(collection -> ((Value.Text) value(collection, "name")).text())
        .toList();
  }

  @Test
  void theLifeOfACollection() {
    Metadata created = json("catalog", dir, "create", "texts", "--dim", 2, "--metric", "euclidean");
    assertEquals(Value.of("texts"), value(created, "created"));
    assertEquals(Value.of(2), value(created, "dim"));
    ok("catalog", dir, "create", "images", "--dim", 3, "--metric", "cosine");
    Metadata listed = json("catalog", dir, "list");
    assertEquals(List.of("images", "texts"), names(listed));
    assertEquals(Value.of("cosine"), value(list(listed, "collections").getFirst(), "metric"));
    String table = ok("catalog", dir, "list").out();
    assertEquals(3, table.lines().count(), table);
    assertEquals(
        Value.of("pictures"), value(json("catalog", dir, "rename", "images", "pictures"), "to"));
    assertEquals(List.of("pictures", "texts"), names(json("catalog", dir, "list")));
    assertEquals(Value.of("texts"), value(json("catalog", dir, "drop", "texts"), "dropped"));
    assertEquals("dropped pictures\n", ok("catalog", dir, "drop", "pictures").out());
    assertEquals("no collections\n", ok("catalog", dir, "list").out());
  }

  @Test
  void everyCommandTakesACollection() throws IOException {
    create();
    Path records = records();
    Metadata imported = json("import", dir, records, "--collection", "texts");
    assertEquals(Value.of(10), value(imported, "imported"));
    assertTrue(ok("import", dir, records, "--collection", "texts").out().contains("nothing to do"));
    for (String command : List.of("info", "stats", "optimize")) {
      assertEquals(
          Value.of(10), value(json(command, dir, "--collection", "texts"), "records"), command);
    }
    assertEquals(Value.of(0), value(json("info", dir, "--collection=images"), "records"));
    assertEquals(
        "{\"id\":7,\"vector\":[7.0,1.0],\"metadata\":{\"n\":7}}\n",
        ok("get", dir, 7, "--collection", "texts").out());
    assertEquals(
        Value.of(10), value(json("search", dir, records, "--collection", "texts"), "queries"));
    Path out = folder.resolve("out.jsonl");
    ok("export", dir, out, "--collection", "texts");
    assertEquals(Files.readString(records).lines().count(), Files.readString(out).lines().count());
    assertEquals(Value.of(true), value(json("check", dir, "--collection", "texts"), "clean"));
    assertTrue(
        ok("merge", dir, "--plan", "--collection", "texts").out().contains("nothing to merge"));
    ok("merge", dir, "--run", "--collection", "texts");
    assertTrue(
        ok("watch", dir, "--collection", "texts", "--count", 1).out().contains("seg-"),
        "its segments");
  }

  @Test
  void infoAndCheckOfACatalogSpeakOfAllItsCollections() throws IOException {
    create();
    ok("import", dir, records(), "--collection", "texts");
    Metadata info = json("info", dir);
    assertEquals(List.of("images", "texts"), names(info));
    assertEquals(
        Value.of(10),
        value(
            ((Value.Obj) value(list(info, "collections").getLast(), "info")).fields(), "records"));
    assertTrue(ok("info", dir).out().contains("col-000001"));
    for (int level = 1; level <= 3; level++) {
      Metadata checked = json("check", dir, "--level", level);
      assertEquals(Value.of(true), value(checked, "clean"));
      assertEquals(List.of("texts", "images"), names(checked));
    }
    Files.move(dir.resolve("col-000002"), folder.resolve("elsewhere"));
    CommandLineRun damaged = CommandLineRun.of("check", dir);
    assertEquals(ExitCode.DAMAGE, damaged.code());
    assertTrue(damaged.out().contains("col-000002: images"), damaged.out());
    assertTrue(damaged.out().contains("a directory, for the catalog names it"), damaged.out());
    assertEquals(ExitCode.DAMAGE, CommandLineRun.of("check", dir, "--collection", "images").code());
    assertEquals(ExitCode.OK, CommandLineRun.of("check", dir, "--collection", "texts").code());
    assertEquals(ExitCode.DAMAGE, CommandLineRun.of("get", dir, 1, "--collection=images").code());
  }

  @Test
  void damagedCatalogIsReportedAndDumpedAsFarAsItGoes() throws IOException {
    create();
    Path file = dir.resolve("catalog-000003");
    Metadata dump = json("dump", file);
    assertEquals(List.of("texts", "images"), names(dump));
    assertEquals(Value.of("col-000001"), value(list(dump, "collections").getFirst(), "directory"));
    assertTrue(ok("dump", file).out().contains("nextCollection"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[70] ^= 1;
    assertTrue(file.toFile().setWritable(true));
    Files.write(file, bytes);
    assertEquals(ExitCode.DAMAGE, CommandLineRun.of("dump", file).code());
    CommandLineRun run = CommandLineRun.of("check", dir);
    assertEquals(ExitCode.DAMAGE, run.code());
    assertTrue(run.out().contains("catalog-000003"), run.out());
    assertTrue(run.out().contains("col-000001: of a name that is not known"), run.out());
    assertEquals(ExitCode.DAMAGE, CommandLineRun.of("catalog", dir, "list").code());
  }

  @Test
  void badInputIsOneLineAndCodeTwoAndChangesNothing() {
    create();
    refused("no collection of that name", "info", dir, "--collection", "nobody");
    refused("no collection of that name", "catalog", dir, "drop", "nobody");
    refused("no collection of that name", "catalog", dir, "rename", "nobody", "x");
    refused("of that name already", "catalog", dir, "rename", "texts", "images");
    refused(
        "of that name already", "catalog", dir, "create", "texts", "--dim", 2, "--metric", "dot");
    refused("is empty", "catalog", dir, "create", "", "--dim", 2, "--metric", "dot");
    refused(
        "longer than 255",
        "catalog",
        dir,
        "create",
        "x".repeat(256),
        "--dim",
        2,
        "--metric",
        "dot");
    refused("dimension", "catalog", dir, "create", "x", "--dim", 0, "--metric", "dot");
    refused("--metric", "catalog", dir, "create", "x", "--dim", 2);
    refused("expected list, create, rename or drop", "catalog", dir);
    refused("DIR", "catalog");
    assertEquals(List.of("images", "texts"), names(json("catalog", dir, "list")));
  }

  @Test
  void aCatalogThatIsMistakenForADatabaseSaysWhatToDo() {
    create();
    Path db = folder.resolve("db");
    Iqdb.create(db, IqdbConfig.of(2, DistanceMetric.DOT), OpenOptions.defaults()).close();
    refused("--collection", "get", dir, 1);
    refused("--collection", "stats", dir);
    refused("--collection", "optimize", dir);
    refused("holds a database, not a catalog", "info", db, "--collection", "texts");
    refused("holds a database, not a catalog", "check", db, "--collection", "texts");
    refused("holds a database, not a catalog", "catalog", db, "list");
    refused("holds a database, not a catalog", "catalog", db, "drop", "texts");
    refused("holds a database", "catalog", db, "create", "x", "--dim", 2, "--metric", "dot");
  }

  @Test
  void onlyCreateMakesACatalog() {
    for (Object[] arguments :
        List.of(
            new Object[] {"catalog", dir, "list"},
            new Object[] {"catalog", dir, "drop", "a"},
            new Object[] {"catalog", dir, "rename", "a", "b"},
            new Object[] {"optimize", dir, "--collection", "a"})) {
      refused("there is no catalog at", arguments);
    }
    assertFalse(Files.exists(dir));
  }

  @Test
  void readersGoOnBesideAnOpenCatalogAndWritersAreLockedOut() throws IOException {
    create();
    Path records = records();
    try (Catalog writer = Catalog.open(dir);
        OpenCollection texts = writer.open("texts")) {
      texts.database().upsert(VectorId.of(1), Vector.of(1, 2));
      assertEquals(Value.of(1), value(json("info", dir, "--collection", "texts"), "records"));
      assertEquals(List.of("images", "texts"), names(json("catalog", dir, "list")));
      ok("check", dir, "--level", 3);
      refused(ExitCode.LOCKED, "", "catalog", dir, "drop", "texts");
      refused(ExitCode.LOCKED, "", "import", dir, records, "--collection", "images");
    }
  }

  @Test
  void namesCannotDriveTheTerminal() {
    try (Catalog catalog = Catalog.open(dir)) {
      catalog.create("bell\u0007\u001b[2J", IqdbConfig.of(2, DistanceMetric.DOT)).close();
    }
    for (String command : List.of("info", "check")) {
      assertFalse(ok(command, dir).out().contains("\u001b"), command);
    }
    assertFalse(ok("catalog", dir, "list").out().contains("\u001b"));
    assertEquals(List.of("bell\u0007\u001b[2J"), names(json("catalog", dir, "list")));
  }
}
