package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * R22: descriptors, mappings or threads run out in another process. It is told so in the terms of
 * the interface, goes on reading, loses nothing that was acknowledged, and works again when there
 * are more.
 */
@EnabledOnOs(OS.LINUX)
final class LimitsTest {
  private static final String REFUSED = "refused ";

  /** An id of a user that nobody has; threads are counted by user, and root's are not. */
  private static final long STRANGER = 100_000 + ProcessHandle.current().pid() % 50_000;

  @TempDir Path folder;

  private static void assumeTools(String... tools) {
    for (String tool : tools) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
    }
  }

  private static long ok(JavaProcess child, String command) throws IOException {
    String answer = child.ask(command);
    assertTrue(answer.startsWith("ok "), command + " gave " + answer);
    return Long.parseLong(answer.substring(3));
  }

  private static String refused(JavaProcess child, String command) throws IOException {
    String answer = child.ask(command);
    assertTrue(answer.startsWith(REFUSED), command + " gave " + answer);
    return answer.substring(REFUSED.length());
  }

  /** Some number above the highest descriptor that is open. */
  private static long aFewMoreDescriptors(JavaProcess child) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + child.pid() + "/fd"))) {
      return 6 + all.mapToLong(path -> Long.parseLong(path.getFileName() + "")).max().orElseThrow();
    }
  }

  private static String errors(JavaProcess child) {
    try {
      return child.errors();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** It ended by itself, in peace, and what it acknowledged is there without any limit. */
  private void assertEnded(JavaProcess child, Path path, long acknowledged) throws Exception {
    child.endOfInput();
    assertEquals(0, child.waitFor(), () -> "it failed: " + errors(child));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> aborts = files.filter(file -> file.toString().contains("hs_err")).toList();
      assertEquals(List.of(), aborts);
    }
    try (Iqdb db = Iqdb.open(path, OpenOptions.defaults())) {
      assertTrue(db.size() >= acknowledged, db.size() + " of " + acknowledged);
    }
    CheckReport check = DatabaseCheck.run(path, 3);
    assertEquals(List.of(), check.findings());
    assertEquals(List.of(), check.unnamed());
  }

  @Test
  void fewDescriptorsAreAnErrorOfTheFamily() throws Exception {
    assumeTools("prlimit");
    Path path = folder.resolve("database");
    try (JavaProcess child = JavaProcess.start(folder, LimitedChild.class, path)) {
      ok(child, "open still");
      ok(child, "segments 10");
      ok(child, "read"); // what it loads is loaded
      child.limit(List.of(), "nofile", aFewMoreDescriptors(child));
      refused(child, "segments 40");
      ok(child, "read");
      child.ask("close");
      refused(child, "open still");

      child.limit(List.of(), "nofile", 4096);
      ok(child, "open still");
      ok(child, "read");
      ok(child, "segments 40");
      ok(child, "read");
      assertEnded(child, path, ok(child, "close"));
    }
  }

  @Test
  void fewMappingsAreAnErrorOfTheFamily() throws Exception {
    Path path = folder.resolve("database");
    try (JavaProcess child = JavaProcess.start(folder, LimitedChild.class, path)) {
      ok(child, "open still");
      ok(child, "segments 10");
      ok(child, "mappings 5");
      assertTrue(refused(child, "segments 40").contains("maps"));
      ok(child, "read");
      child.ask("close");
      ok(child, "mappings 5");
      assertTrue(refused(child, "open still").contains("maps"));

      ok(child, "mappings -1");
      ok(child, "open still");
      ok(child, "read");
      ok(child, "segments 40");
      ok(child, "read");
      assertEnded(child, path, ok(child, "close"));
    }
  }

  private static List<String> asStranger() {
    return List.of(
        "setpriv",
        "--reuid=" + STRANGER,
        "--regid=" + STRANGER,
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override");
  }

  /** Told of threads that could not be started, the JVM says so where the answers go. */
  private JavaProcess stranger(Path path) throws IOException {
    assumeTools("prlimit", "setpriv");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root becomes somebody else");
    List<String> options = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");
    return JavaProcess.start(folder, asStranger(), options, LimitedChild.class, path);
  }

  @Test
  void aDatabaseThatFindsNoThreadAtItsStartWorksOnceItDoes() throws Exception {
    Path path = folder.resolve("database");
    try (JavaProcess child = stranger(path)) {
      ok(child, "open still");
      ok(child, "write"); // the encoding library has a thread of its own
      ok(child, "close");
      child.limit(asStranger(), "nproc", 1);
      ok(child, "open merging");
      assertTrue(refused(child, "write").contains("thread"));
      assertTrue(refused(child, "snapshot").contains("thread"));

      child.limit(asStranger(), "nproc", 4096);
      ok(child, "work 40");
      ok(child, "merge");
      ok(child, "read");
      assertEnded(child, path, ok(child, "close"));
    }
  }

  @Test
  void withoutThreadsWhatNeedsNoneGoesOnAndTheRestIsRefused() throws Exception {
    Path path = folder.resolve("database");
    try (JavaProcess child = stranger(path)) {
      ok(child, "open merging");
      ok(child, "work 20");
      ok(child, "merge");
      ok(child, "idle");
      child.limit(asStranger(), "nproc", 1);
      ok(child, "work 40");
      ok(child, "read");
      ok(child, "bulk");
      ok(child, "read");
      assertTrue(refused(child, "merge").contains("thread"));

      child.limit(asStranger(), "nproc", 4096);
      ok(child, "work 40");
      ok(child, "bulk");
      ok(child, "read");
      ok(child, "merge");
      assertEnded(child, path, ok(child, "close"));
    }
  }
}
