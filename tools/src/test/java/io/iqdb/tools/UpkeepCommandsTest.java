package io.iqdb.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.tools.json.JsonValues;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpkeepCommandsTest {
  private static final int SEGMENTS = 5;

  @TempDir Path folder;
  private Path db = Path.of("");

  @BeforeEach
  void makeADatabaseOfSeveralSegments() {
    db = folder.resolve("db");
    OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
    try (Iqdb open = Iqdb.open(db, IqdbConfig.of(2, DistanceMetric.EUCLIDEAN), options)) {
      for (int segment = 0; segment < SEGMENTS; segment++) {
        for (int i = 0; i < 20; i++) {
          open.upsert(VectorId.of(100 * segment + i), Vector.of(segment, i));
        }
        open.flush();
      }
      for (int i = 0; i < 10; i++) {
        open.delete(VectorId.of(i));
      }
    }
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

  private static long number(Metadata report, String field) {
    return ((Value.Int) report.get(field).orElseThrow()).number();
  }

  @Test
  void optimizeLeavesOneSegmentWithoutDeletedRows() {
    Metadata report = json("optimize", db);
    assertEquals(SEGMENTS, number(report, "segments_before"));
    assertEquals(1, number(report, "segments"));
    assertEquals(20 * SEGMENTS - 10, number(report, "records"));
    assertEquals(1, number(json("stats", db), "segments"));
    assertTrue(ok("check", db, "--level", 3).out().contains("clean"));
  }

  @Test
  void optimizeShowsWhatWasMergedAndWhy() {
    String out = ok("optimize", db).out();
    assertTrue(out.contains("optimize"), out);
    assertTrue(out.contains("done"), out);
    assertTrue(ok("optimize", db).out().contains("no merges"));
  }

  @Test
  void statsShowsWhatOtherProcessesMergedAndWhy() {
    String before = ok("stats", db).out();
    assertTrue(before.contains("no merges"), before);
    ok("optimize", db);
    Metadata stats = json("stats", db);
    Metadata lifetime = ((Value.Obj) stats.get("lifetime").orElseThrow()).fields();
    assertEquals(1, number(lifetime, "merges"));
    assertTrue(number(lifetime, "since_ms") > 0);
    assertTrue(number(lifetime, "bytes_added") > number(lifetime, "bytes_out"));
    Value.Array merges = (Value.Array) stats.get("merges").orElseThrow();
    assertEquals(1, merges.values().size());
    Metadata merge = ((Value.Obj) merges.values().getFirst()).fields();
    assertEquals(Value.of("optimize"), merge.get("rule").orElseThrow());
    assertEquals(Value.of("done"), merge.get("outcome").orElseThrow());
    assertEquals(SEGMENTS, number(merge, "segment_count"));
    assertEquals(number(lifetime, "bytes_out"), number(merge, "bytes_out"));
    String text = ok("stats", db).out();
    assertTrue(text.contains("optimize"), text);
    assertTrue(text.contains("write ampl."), text);
  }

  @Test
  void dumpShowsTheHistoryInAManifestAndCheckReadsIt() throws IOException {
    ok("optimize", db);
    try (Stream<Path> files = Files.list(db)) {
      Path manifest =
          files.filter(file -> file.toString().contains("manifest-")).findFirst().orElseThrow();
      String dump = ok("dump", manifest).out();
      assertTrue(dump.contains("rule=optimize"), dump);
    }
    assertTrue(ok("check", db, "--level", 3).out().contains("clean"));
  }

  @Test
  void reclaimRewritesTheSegmentWithDeletedRowsAlone() {
    Metadata report = json("optimize", db, "--reclaim");
    assertEquals(SEGMENTS, number(report, "segments"));
    Metadata stats = json("stats", db);
    assertEquals(20 * SEGMENTS - 10, number(stats, "records"));
    assertTrue(((Value.Real) stats.get("space_amplification").orElseThrow()).number() >= 1);
  }

  @Test
  void planSaysWhatAPolicyWouldDoBesideAWriterAndChangesNothing() {
    OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
    try (Iqdb writer = Iqdb.open(db, options)) {
      assertEquals(SEGMENTS, writer.segments().size());
      String plan = ok("merge", db, "--plan", "--segments-per-tier", 2).out();
      assertTrue(plan.contains("tier"), plan);
      assertEquals(SEGMENTS, writer.segments().size());
      assertEquals(ExitCode.LOCKED, CommandLineRun.of("merge", db, "--run").code());
    }
  }

  @Test
  void runDoesWhatThePlanSaid() {
    Metadata report = json("merge", db, "--run", "--segments-per-tier", 2);
    assertTrue(number(report, "segments") < SEGMENTS);
    assertEquals(20 * SEGMENTS - 10, number(report, "records"));
  }

  @Test
  void expiredRecordsAreDeadInPlanAndStats() {
    Path old = folder.resolve("old");
    OpenOptions options = OpenOptions.defaults().mergePolicy(new NoMergePolicy());
    try (Iqdb open = Iqdb.open(old, IqdbConfig.of(1, DistanceMetric.EUCLIDEAN), options)) {
      for (int i = 0; i < 40; i++) {
        VectorRecord record = VectorRecord.of(VectorId.of(i), Vector.of(i));
        open.upsert(i % 2 == 0 ? record.expiresAt(1) : record);
      }
    }
    assertEquals(40, number(onlySegment(old), "rows"));
    assertEquals(20, number(onlySegment(old), "live_rows"));
    String plan = ok("merge", old, "--plan").out();
    assertTrue(plan.contains("deleted share"), plan);
    assertEquals(20, number(json("merge", old, "--run"), "records"));
    assertEquals(20, number(onlySegment(old), "rows"));
    assertTrue(ok("merge", old, "--plan").out().contains("nothing to merge"));
  }

  private static Metadata onlySegment(Path database) {
    Value.Array all = (Value.Array) json("stats", database).get("segment_list").orElseThrow();
    assertEquals(1, all.values().size());
    return ((Value.Obj) all.values().getFirst()).fields();
  }

  @Test
  void watchShowsTheLastMergesOfOthersAndWhatTheyCost() {
    ok("optimize", db);
    String out = ok("watch", db, "--count", 1).out();
    assertTrue(out.contains("last merges"), out);
    assertTrue(out.contains("optimize"), out);
    Metadata report = json("watch", db, "--count", 1);
    assertEquals(1, number(((Value.Obj) report.get("lifetime").orElseThrow()).fields(), "merges"));
    assertEquals(1, ((Value.Array) report.get("last_merges").orElseThrow()).values().size());
    assertEquals(Value.of(List.of()), report.get("unpublished").orElseThrow());
  }

  @Test
  void badPolicyValuesNameTheirRange() {
    assertRefused("--segments-per-tier: segmentsPerTier 1 is outside", "--segments-per-tier", 1);
    assertRefused("--max-at-once: maxMergeAtOnce 1 is outside", "--max-at-once", 1);
    assertRefused("--reclaim-weight: reclaimWeight 11.0 is outside", "--reclaim-weight", 11);
    assertEquals(ExitCode.USAGE, CommandLineRun.of("merge", db).code());
    assertEquals(ExitCode.USAGE, CommandLineRun.of("merge", db, "--plan", "--run").code());
  }

  private void assertRefused(String message, Object... options) {
    Object[] plan = {"merge", db, "--plan"};
    CommandLineRun run =
        CommandLineRun.of(Stream.concat(Stream.of(plan), Stream.of(options)).toArray());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains(message), run.err());
  }

  @Test
  void valuesOfTheLogPolicyAreRefusedByTheNameOfTheirOption() {
    assertRefused(
        "--segments-per-tier: mergeFactor 1 is outside", //
        "--policy",
        "log",
        "--segments-per-tier",
        1);
    assertRefused(
        "--floor: minBytes 2 is outside 1 to 1",
        "--policy",
        "log",
        "--floor",
        2,
        "--max-merged",
        1);
    assertRefused("--max-at-once: the log policy", "--policy", "log", "--max-at-once", 4);
    assertRefused("--reclaim-weight: the log policy", "--policy", "log", "--reclaim-weight", 1);
  }

  @Test
  void theLargestMergeMayBeBelowTheFloorAsItComes() {
    for (String policy : List.of("tiered", "log")) {
      ok("merge", db, "--plan", "--policy", policy, "--max-merged", 1 << 20);
      ok("merge", db, "--plan", "--policy", policy, "--max-merged", 1 << 20, "--floor", 1 << 16);
      ok("merge", db, "--plan", "--policy", policy, "--floor", 1 << 16, "--max-merged", 1 << 20);
    }
  }

  @Test
  void aMergeTakesAsManySegmentsAsTheOptionAllows() {
    Object[] two = {"merge", db, "--plan", "--segments-per-tier", 2, "--max-at-once", 2};
    for (Value merge : ((Value.Array) json(two).get("plan").orElseThrow()).values()) {
      Metadata planned = ((Value.Obj) merge).fields();
      assertEquals(2, ((Value.Array) planned.get("segments").orElseThrow()).values().size());
    }
    String all = ok("merge", db, "--plan", "--segments-per-tier", 2, "--max-at-once", 5).out();
    assertTrue(all.contains("+"), all);
    assertFalse(all.equals(ok(two).out()), all);
  }

  @Test
  void watchShowsABarForEachSegment() {
    String out = ok("watch", db, "--count", 2, "--interval", 10).out();
    assertEquals(2 * SEGMENTS, out.lines().filter(line -> line.startsWith("seg-")).count(), out);
    assertTrue(out.contains("50.0 % deleted"), out);
    assertTrue(out.contains("of new segments, 0 merges"), out);
    assertFalse(out.contains("last merges"), out);
    assertEquals(ExitCode.USAGE, CommandLineRun.of("watch", db, "--interval", 1).code());
  }
}
