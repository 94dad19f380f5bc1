package io.iqdb.damage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R12: no damage ends the process that reads it, mapped or copied. */
class ChildDamageTest {
  private static final int CASES = 2_000;

  @TempDir Path directory;

  @Test
  void aFewDamagedCopiesLeaveTheProcessAlive() throws Exception {
    run(100);
  }

  @Test
  @Tag("slow")
  void thousandsOfDamagedCopiesLeaveTheProcessAlive() throws Exception {
    run(CASES);
  }

  private void run(int cases) throws Exception {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    StringBuilder json = new StringBuilder("{\n  \"seed\": " + seed + ",\n  \"jvmCrashes\": 0");
    for (Access access : Access.values()) {
      for (Verification verification : Verification.values()) {
        Path errors = directory.resolve("errors-" + access + "-" + verification);
        String said = child(seed, cases, access, verification, errors);
        System.out.println("R12 seed " + seed + " " + access + " " + verification + ": " + said);
        try (var crashes = Files.list(directory)) {
          assertEquals(0, crashes.filter(file -> file.toString().contains("hs_err")).count());
        }
        json.append(",\n  \"").append(access).append(' ').append(verification).append("\": \"");
        json.append(said).append('"');
      }
    }
    Path figures = Files.createDirectories(Path.of("target", "reliability"));
    Files.writeString(figures.resolve("r12.json"), json + "\n}\n");
  }

  private String child(long seed, int cases, Access access, Verification verification, Path errors)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:ErrorFile=" + directory.resolve("hs_err_%p.log")));
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector,jdk.management"));
    command.addAll(List.of("-cp", classPath(), DamageBatch.class.getName()));
    command.addAll(List.of(Long.toString(seed), directory.resolve("database").toString()));
    command.addAll(List.of(Integer.toString(cases), access.name(), verification.name()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    Process child = builder.start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), UTF_8).strip();
      assertTrue(child.waitFor(10, TimeUnit.MINUTES), "it hangs");
      assertEquals(0, child.exitValue(), () -> read(errors));
      assertTrue(said.startsWith("named "), said);
      return said;
    } finally {
      child.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  /** All that this process runs on, whether it was named as modules or as a class path. */
  private static String classPath() {
    List<String> parts = new ArrayList<>(List.of(testClasses()));
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String value = System.getProperty(property);
      if (value != null && !value.isEmpty()) {
        parts.add(value);
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static String testClasses() {
    String url =
        Objects.requireNonNull(DamageBatch.class.getResource("DamageBatch.class")).toString();
    Path file = Path.of(URI.create(url));
    return Objects.requireNonNull(file.resolve("../../../..").normalize()).toString();
  }
}
