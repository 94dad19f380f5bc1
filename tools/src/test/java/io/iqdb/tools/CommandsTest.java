package io.iqdb.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.tools.data.rows.FvecsWriter;
import io.iqdb.tools.json.JsonValues;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
  @TempDir Path folder;
  private Path db = Path.of("");

  @BeforeEach
  void nameADatabase() {
    db = folder.resolve("db");
  }

  @Test
  void theLifeOfADatabase() throws IOException {
    json("create", db, "--dim", 3, "--metric", "euclidean");
    Path vectors = fvecs("base.fvecs", 100, 3);
    Path metadata = folder.resolve("meta.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append("{\"n\":").append(i).append(",\"even\":").append(i % 2 == 0).append("}\n");
    }
    Files.writeString(metadata, lines);

    Metadata imported = json("import", db, vectors, "--metadata", metadata, "--threads", 2);
    assertEquals(Value.of(100), imported.get("imported").orElseThrow());

    Metadata info = json("info", db);
    assertEquals(Value.of(100), info.get("records").orElseThrow());
    assertEquals(Value.of(3), info.get("dim").orElseThrow());
    assertEquals(Value.of("euclidean"), info.get("metric").orElseThrow());
    assertEquals(Value.of("flat"), info.get("index").orElseThrow());
    assertTrue(number(info, "segments") >= 0);
    assertTrue(number(info, "bytes_on_disk") > 100 * 3 * 4);

    assertEquals(
        "{\"id\":42,\"vector\":[42.0,42.0,42.0],\"metadata\":{\"even\":true,\"n\":42}}\n",
        ok("get", db, 42).out());

    Path queries = fvecs("query.fvecs", 10, 3);
    Metadata search =
        json(
            "search",
            db,
            queries,
            "-k",
            4,
            "--threads",
            2,
            "--warmup",
            5,
            "--repeat",
            3,
            "--groundtruth",
            truth(10, false));
    assertEquals(Value.of(10), search.get("queries").orElseThrow());
    assertEquals(Value.of(4), search.get("k").orElseThrow());
    assertEquals(Value.of(1.0), search.get("recall").orElseThrow());
    assertEquals(Value.of(2), search.get("threads").orElseThrow());
    assertEquals(Value.of("exact"), search.get("plan").orElseThrow());
    for (String name : List.of("qps", "p50_us", "p95_us", "p99_us", "p999_us")) {
      assertTrue(((Value.Real) search.get(name).orElseThrow()).number() > 0, name);
    }

    Metadata filtered =
        json(
            "search",
            db,
            queries,
            "-k",
            4,
            "--groundtruth",
            truth(10, true),
            "--filter",
            "{\"op\":\"eq\",\"field\":\"even\",\"value\":true}");
    assertEquals(Value.of(1.0), filtered.get("recall").orElseThrow());
    Metadata wrong =
        json(
            "search",
            db,
            queries,
            "-k",
            4,
            "--groundtruth",
            truth(10, false),
            "--filter",
            "{\"op\":\"eq\",\"field\":\"even\",\"value\":true}");
    assertTrue(((Value.Real) wrong.get("recall").orElseThrow()).number() < 1);
    assertEquals(
        Value.NULL, json("search", db, queries).get("recall").orElseThrow(), "no ground truth");
  }

  @Test
  void anImportThatIsCompleteDoesNothing() throws IOException {
    ok("create", db, "--dim", 3, "--metric", "dot");
    Path file = fvecs("base.fvecs", 100, 3);
    ok("import", db, file);
    CommandLineRun again = ok("import", db, file);
    assertTrue(again.out().contains("was imported before, all 100 records: nothing to do"));
    Metadata json = json("import", db, file);
    assertEquals(Value.of(true), json.get("already_complete").orElseThrow());
    assertEquals(Value.of(0), json.get("imported").orElseThrow());
  }

  @Test
  void anotherFileOfTheSameNameIsImported() throws IOException {
    ok("create", db, "--dim", 3, "--metric", "dot");
    ok("import", db, fvecs("base.fvecs", 100, 3));
    CommandLineRun run = ok("import", db, fvecs("base.fvecs", 120, 3));
    assertTrue(run.out().contains("imported 120 records"), run.out());
    assertTrue(run.out().contains("another file called base.fvecs"), run.out());
    assertEquals(Value.of(120), json("info", db).get("records").orElseThrow());
  }

  @Test
  void anImportGoesOnWhereAFaultStoppedIt() throws IOException {
    ok("create", db, "--dim", 1_000, "--metric", "dot");
    Path file = folder.resolve("a.jsonl");
    StringBuilder text = new StringBuilder();
    String vector = "1,".repeat(999) + "1";
    for (int i = 0; i < 3_000; i++) {
      text.append("{\"id\":\"r").append(i).append("\",\"vector\":[").append(vector).append("]}\n");
    }
    int fault = text.indexOf("\"r2500\"");
    text.setCharAt(fault, '!');
    Files.writeString(file, text);
    CommandLineRun run = CommandLineRun.of("import", db, file, "--chunk", 1);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().startsWith("iqdb: a.jsonl, line 2501: "), run.err());
    assertEquals(1, run.err().lines().count());
    long before = number(json("info", db), "records");
    assertTrue(before > 0 && before < 2_500, "chunks before the fault are in: " + before);

    text.setCharAt(fault, '"'); // behind the first 64 KiB: the same file, mended
    Files.writeString(file, text);
    Metadata rest = json("import", db, file, "--chunk", 1);
    assertEquals(before, number(rest, "imported_before"));
    assertEquals(3_000 - before, number(rest, "imported"));
    assertEquals(3_000, number(json("info", db), "records"));
    ok("get", db, "r2999");
  }

  @Test
  void everythingExportedImportsBack() throws IOException {
    ok("create", db, "--dim", 2, "--metric", "cosine");
    try (Iqdb open = Iqdb.open(db)) {
      open.upsert(VectorId.of(-1L), Vector.of(1, 2), Metadata.of("a", Value.of(Double.NaN)));
      open.upsert(
          VectorRecord.of(VectorId.of("text"), Vector.of(-0.0f, 1e-40f))
              .expiresAt(Instant.parse("2100-01-01T00:00:00Z")));
      open.upsert(VectorId.of(new byte[] {-1, 0}), Vector.of(3, 4), Metadata.empty());
    }
    assertTrue(ok("get", db, "text").out().contains(",\"expiresAt\":4102444800000}"));
    Path exported = folder.resolve("all.jsonl");
    ok("export", db, exported);
    Path copy = folder.resolve("copy");
    ok("create", copy, "--dim", 2, "--metric", "cosine");
    ok("import", copy, exported);
    Path again = folder.resolve("again.jsonl");
    ok("export", copy, again);
    assertEquals(Files.readString(exported), Files.readString(again));
    assertEquals(3, Files.readString(again).lines().count());
    assertEquals(
        Value.of(3), json("export", db, folder.resolve("v.fvecs")).get("exported").orElseThrow());
    assertEquals(3 * (4 + 8), Files.size(folder.resolve("v.fvecs")));
  }

  @Test
  void anExportReplacesNothingUnasked() throws IOException {
    ok("create", db, "--dim", 2, "--metric", "cosine");
    Path target = Files.writeString(folder.resolve("mine.jsonl"), "mine");
    failed(ExitCode.USAGE, "exists already", "export", db, target);
    assertEquals("mine", Files.readString(target));
    ok("export", db, target, "--force");
    assertEquals("", Files.readString(target));
    failed(ExitCode.USAGE, "ends in .jsonl or .fvecs", "export", db, folder.resolve("a.xml"));
  }

  @Test
  void idsAreNumbersUnlessSaidOtherwise() throws IOException {
    try (Iqdb open = Iqdb.open(db, IqdbConfig.of(1, DistanceMetric.DOT))) {
      open.upsert(VectorId.of(7), Vector.of(1));
      open.upsert(VectorId.of("7"), Vector.of(2));
      open.upsert(VectorId.of(new byte[] {-1}), Vector.of(3));
    }
    assertEquals("{\"id\":7,\"vector\":[1.0]}\n", ok("get", db, 7).out());
    assertEquals("{\"id\":\"7\",\"vector\":[2.0]}\n", ok("get", db, 7, "--text").out());
    assertEquals(
        "{\"id\":{\"hex\":\"ff\"},\"vector\":[3.0]}\n", ok("get", db, "ff", "--hex").out());
    failed(ExitCode.USAGE, "no record of that id", "get", db, 8);
    failed(ExitCode.USAGE, "hex", "get", db, "f", "--hex");
    failed(ExitCode.USAGE, "2^64", "get", db, "99999999999999999999999");
    failed(ExitCode.USAGE, "mutually exclusive", "get", db, 7, "--hex", "--text");
  }

  @Test
  void badUsageIsOneLineAndExitCodeTwo() throws IOException {
    failed(ExitCode.USAGE, "expected a command");
    failed(ExitCode.USAGE, "Unmatched argument", "optimise");
    failed(ExitCode.USAGE, "--dim", "create", db, "--metric", "dot");
    failed(ExitCode.USAGE, "--metric", "create", db, "--dim", 3, "--metric", "l3");
    failed(
        ExitCode.USAGE, "--index", "create", db, "--dim", 3, "--metric", "dot", "--index", "hnsw");
    failed(ExitCode.USAGE, "dimension 0", "create", db, "--dim", 0, "--metric", "dot");
    failed(ExitCode.USAGE, "dimension 65537", "create", db, "--dim", 65_537, "--metric", "dot");
    assertFalse(Files.exists(db), "nothing half done");
    ok("create", db, "--dim", 3, "--metric", "dot");
    failed(ExitCode.USAGE, "db", "create", db, "--dim", 3, "--metric", "dot");
    Path file = fvecs("a.fvecs", 3, 3);
    failed(ExitCode.USAGE, "--fsync", "import", db, file, "--fsync", "sometimes");
    failed(ExitCode.USAGE, "--threads is 0", "import", db, file, "--threads", 0);
    failed(ExitCode.USAGE, "-k is 0", "search", db, file, "-k", 0);
    failed(ExitCode.USAGE, "no such file", "import", db, folder.resolve("none.fvecs"));
    failed(
        ExitCode.USAGE,
        "expected dimension 3 as in the database, found 4",
        "import",
        db,
        fvecs("b.fvecs", 3, 4));
    failed(
        ExitCode.USAGE,
        "expected dimension 3 as in the database, found 4",
        "search",
        db,
        fvecs("b.fvecs", 3, 4));
    failed(ExitCode.USAGE, "filter.op", "search", db, file, "--filter", "{}");
    failed(
        ExitCode.USAGE,
        "expected 3 rows of 10 ids",
        "search",
        db,
        file,
        "--groundtruth",
        truth(2, false));
  }

  @Test
  void everyCommandExplainsItselfAndSaysItsVersion() {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertTrue(ok(command, "--help").out().startsWith("Usage: iqdb " + command));
      assertTrue(ok(command, "--version").out().startsWith("iqdb "));
    }
    assertTrue(ok("--help").out().contains("3   the database is locked"));
  }

  @Test
  void aPathThatIsNoDatabaseIsNamed() throws IOException {
    failed(ExitCode.USAGE, "nowhere", "info", folder.resolve("nowhere"));
    Path file = Files.writeString(folder.resolve("file"), "text");
    failed(ExitCode.USAGE, "file", "info", file);
    failed(ExitCode.USAGE, "file", "create", file, "--dim", 3, "--metric", "dot");
  }

  @Test
  void aLockedDatabaseIsExitCodeThree() throws IOException {
    ok("create", db, "--dim", 3, "--metric", "dot");
    try (Iqdb open = Iqdb.open(db)) {
      failed(
          ExitCode.LOCKED,
          Long.toString(ProcessHandle.current().pid()),
          "import",
          db,
          fvecs("a.fvecs", 3, 3));
      open.upsert(VectorId.of(1), Vector.of(1, 2, 3));
      ok("get", db, 1);
    }
  }

  @Test
  void periodsOfSyncAreUnderstood() throws IOException {
    ok("create", db, "--dim", 3, "--metric", "dot");
    int i = 0;
    for (String policy : List.of("always", "never", "100ms", "5s", "1m")) {
      ok("import", db, fvecs("f" + i++ + ".fvecs", 3, 3), "--fsync", policy);
    }
    failed(ExitCode.USAGE, "1 ms to 1 h", "import", db, fvecs("x.fvecs", 3, 3), "--fsync", "61m");
  }

  @Test
  void soundFilesCheckCleanAtEveryLevelAndDump() throws IOException {
    ok("create", db, "--dim", 3, "--metric", "dot");
    ok("import", db, fvecs("base.fvecs", 100, 3));
    for (int level = 1; level <= 3; level++) {
      Metadata report = json("check", db, "--level", level);
      assertEquals(Value.of(true), report.get("clean").orElseThrow());
      assertEquals(Value.of(List.of()), report.get("findings").orElseThrow());
    }
    assertTrue(ok("check", db).out().contains("clean at level 1"));
    failed(ExitCode.USAGE, "level 4", "check", db, "--level", 4);
    failed(ExitCode.USAGE, "nowhere", "check", folder.resolve("nowhere"));
    int dumped = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(db)) {
      for (Path file : files) {
        Metadata dump = json("dump", file, "--limit", 3, "--vectors");
        assertEquals(Value.of(String.valueOf(file.getFileName())), dump.get("file").orElseThrow());
        assertTrue(ok("dump", file).out().contains(String.valueOf(file.getFileName())));
        dumped++;
      }
    }
    assertTrue(dumped >= 3, "LOCK, a manifest and a segment or a log");
    failed(ExitCode.USAGE, "base.fvecs", "dump", folder.resolve("base.fvecs"));
    failed(ExitCode.USAGE, "seg-999999", "dump", db.resolve("seg-999999"));
  }

  @Test
  void damageIsExitCodeOneAndNamesFileSectionAndOffset() throws IOException {
    try (Iqdb open = Iqdb.open(db, IqdbConfig.of(3, DistanceMetric.DOT))) {
      open.upsert(VectorId.of(1), Vector.of(1, 2, 3), Metadata.of("a", Value.of("b")));
    }
    Path segment = only("seg-*");
    try (RandomAccessFile flipped = new RandomAccessFile(writable(segment), "rw")) {
      flipped.seek(64);
      int old = flipped.read();
      flipped.seek(64);
      flipped.write(old ^ 1);
    }
    CommandLineRun check = CommandLineRun.of("check", db, "--level", 2, "--json");
    assertEquals(ExitCode.DAMAGE, check.code());
    assertEquals("", check.err());
    Metadata report = ((Value.Obj) JsonValues.parse(check.out())).fields();
    Value.Array findings = (Value.Array) report.get("findings").orElseThrow();
    Metadata finding = ((Value.Obj) findings.values().getFirst()).fields();
    assertEquals(
        Value.of(String.valueOf(segment.getFileName())), finding.get("file").orElseThrow());
    assertTrue(finding.get("section").isPresent() && finding.get("offset").isPresent());
    assertTrue(CommandLineRun.of("check", db, "--level", 2).out().contains("damaged places"));
    failed(ExitCode.DAMAGE, String.valueOf(segment.getFileName()), "get", db, 1);
    assertEquals(ExitCode.DAMAGE, CommandLineRun.of("dump", segment).code());
  }

  @Test
  void theDemoFindsEverything() throws IOException {
    Metadata demo = json("demo", "--records", 1_000);
    assertEquals(Value.of(1_000), demo.get("records").orElseThrow());
    assertEquals(Value.of(1.0), demo.get("recall").orElseThrow());
    Path directory = Path.of(((Value.Text) demo.get("directory").orElseThrow()).text());
    assertFalse(Files.exists(directory), "the temporary directory is gone");
  }

  @Test
  void theDemoTakesAFileAndKeepsADatabase() throws IOException {
    CommandLineRun run =
        ok("demo", fvecs("mine.fvecs", 500, 8), "--db", db, "--metric", "manhattan");
    assertTrue(run.out().contains("recall@10  1.0000"), run.out());
    assertTrue(run.out().contains("manifest-"), run.out());
    assertEquals(500, number(json("info", db), "records"));
    ok("demo", fvecs("mine.fvecs", 500, 8), "--db", db, "--metric", "manhattan");
  }

  private static CommandLineRun ok(Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.code());
    return run;
  }

  private static Metadata json(Object... arguments) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    String out = ok(all).out();
    assertEquals(1, out.lines().count(), out);
    return ((Value.Obj) JsonValues.parse(out)).fields();
  }

  private static void failed(int code, String named, Object... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(named), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("iqdb: "), run.err());
    assertEquals("", run.out());
  }

  private Path only(String pattern) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(db, pattern)) {
      return files.iterator().next();
    }
  }

  private static File writable(Path path) {
    File file = path.toFile();
    assertTrue(file.setWritable(true));
    return file;
  }

  private static long number(Metadata json, String name) {
    return ((Value.Int) json.get(name).orElseThrow()).number();
  }

  /** Row n is (n, n, ..). */
  private Path fvecs(String name, int rows, int dimension) throws IOException {
    Path file = folder.resolve(name);
    try (FvecsWriter writer = new FvecsWriter(Files.newOutputStream(file), dimension)) {
      for (int i = 0; i < rows; i++) {
        float[] components = new float[dimension];
        Arrays.fill(components, i);
        writer.write(Vector.of(components));
      }
    }
    return file;
  }

  /** The four nearest of each of the first rows, among all or among the even ones. */
  private Path truth(int rows, boolean even) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(rows * 5 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      int query = row;
      bytes.putInt(4);
      IntStream.range(0, 100)
          .filter(i -> !even || i % 2 == 0)
          .boxed()
          .sorted(Comparator.comparingInt(i -> Math.abs(i - query)))
          .limit(4)
          .forEach(bytes::putInt);
    }
    Path file = folder.resolve(even ? "even.ivecs" : "truth.ivecs");
    try (var channel =
        Files.newByteChannel(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(bytes.flip());
    }
    return file;
  }
}
