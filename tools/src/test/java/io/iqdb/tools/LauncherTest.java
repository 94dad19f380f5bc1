package io.iqdb.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Iqdb;
import io.iqdb.tools.data.rows.FvecsWriter;
import io.iqdb.tools.json.JsonValues;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands in processes of their own, on the module path that the launcher uses. A jar that
 * needs a module which nothing requires fails here and nowhere else: the other tests run with more
 * on their path.
 */
@Tag("app")
final class LauncherTest {
  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  @Test
  void everyCommandRunsWithoutAnyFlag() throws IOException, InterruptedException {
    Path db = folder.resolve("db");
    ok("create", db, "--dim", 4, "--metric", "cosine");
    Path file = folder.resolve("a.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines
          .append("{\"id\":\"r" + i + "\",\"vector\":[1,2,3," + i + "],\"metadata\":{\"n\":" + i)
          .append(",\"text\":\"the same words again and again\"}}\n");
    }
    Files.writeString(file, lines);
    ok("import", db, file, "--chunk", 1); // bulk segments
    Path csv =
        Files.writeString(
            folder.resolve("b.csv"), "id,vector,name\n7,\"[1,2,3,4]\",Gr\u00f6\u00dfe\n");
    ok("import", db, csv); // one frame of the log
    Ended found =
        ok(
            "search",
            db,
            csv,
            "-k",
            1,
            "--json",
            "--filter",
            "{\"op\":\"startsWith\",\"field\":\"name\",\"value\":\"Gr\u00f6\"}");
    assertTrue(found.out().contains("\"plan\":\"exact\""), found.out());
    assertEquals(
        "{\"id\":7,\"vector\":[1.0,2.0,3.0,4.0],\"metadata\":{\"name\":\"Gr\u00f6\u00dfe\"}}\n",
        ok("get", db, 7).out());
    assertEquals(20_001, ok("export", db, "-").out().lines().count());
    assertTrue(ok("info", db).out().contains("20,001"));
    assertTrue(ok("check", db, "--level", 3).out().startsWith("clean"));
    assertTrue(ok("dump", db.resolve("LOCK")).out().contains("LOCK"));
    ok("demo", "--records", 500);
    Ended usage = run("import", db);
    assertEquals(ExitCode.USAGE, usage.code());
    assertTrue(usage.err().startsWith("iqdb: Missing required parameter"), usage.err());
    assertEquals(1, usage.err().lines().count());
  }

  @Test
  void theLauncherSetsTheFlags() throws IOException, InterruptedException {
    Ended demo =
        wait(start(List.of(System.getProperty("iqdb.launcher"), "demo", "--records", "500")));
    assertEquals(0, demo.code(), demo.err());
    assertTrue(demo.out().contains("recall@10  1.0000"), demo.out());
    // the one line that the JVM itself prints and that nothing can silence
    assertEquals("WARNING: Using incubator modules: jdk.incubator.vector\n", demo.err());
  }

  @Test
  void anImportThatIsKilledGoesOnBehindItsLastChunk() throws IOException, InterruptedException {
    Path db = folder.resolve("db");
    ok("create", db, "--dim", 64, "--metric", "euclidean");
    Path file = folder.resolve("many.fvecs");
    int rows = 200_000;
    try (FvecsWriter writer = new FvecsWriter(Files.newOutputStream(file), 64)) {
      float[] components = new float[64];
      for (int i = 0; i < rows; i++) {
        Arrays.fill(components, i);
        writer.write(Vector.of(components));
      }
    }
    int kills = 0;
    long stored = 0;
    while (stored < rows && kills < 5) {
      Process victim = start(command("import", db, file, "--chunk", 1));
      long before = stored;
      while (stored == before && !victim.waitFor(1, TimeUnit.MILLISECONDS)) {
        stored = records(db);
      }
      if (victim.isAlive()) {
        kills++;
      }
      victim.destroyForcibly().waitFor();
      stored = records(db);
    }
    assertTrue(kills > 0, "the import was never killed");
    assertTrue(ok("check", db, "--level", 3).out().startsWith("clean"));
    Metadata rest = ((Value.Obj) JsonValues.parse(ok("import", db, file, "--json").out())).fields();
    assertEquals(Value.of(stored), rest.get("imported_before").orElseThrow());
    assertEquals(rows, records(db));
    try (Iqdb open = Iqdb.openReadOnly(db)) {
      for (int i = 0; i < rows; i += 997) {
        Vector vector = open.get(VectorId.of((long) i)).orElseThrow().vector();
        assertEquals(i, vector.get(63));
      }
    }
  }

  private static long records(Path db) {
    try (Iqdb open = Iqdb.openReadOnly(db)) {
      return open.size();
    }
  }

  private static List<String> command(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.add("--module-path");
    command.add(Objects.requireNonNull(System.getProperty("iqdb.app")));
    command.add("--module");
    command.add("io.iqdb.tools/io.iqdb.tools.Main");
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  private Ended ok(Object... arguments) throws IOException, InterruptedException {
    Ended ended = run(arguments);
    assertEquals(ExitCode.OK, ended.code(), ended.err());
    return ended;
  }

  private Ended run(Object... arguments) throws IOException, InterruptedException {
    return wait(start(command(arguments)));
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would print it
    return builder.start();
  }

  private Ended wait(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }
}
