package io.iqdb.format.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How the layer starts, in JVMs of its own. */
class CodecsTest {
  private static final List<String> LAUNCHER_FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dslf4j.internal.verbosity=ERROR");

  private record Outcome(int status, String out, String err) {}

  @Test
  void nothingIsPrintedUnderTheFlagsOfTheLauncher() throws Exception {
    for (String compression : List.of("NONE", "LZ4", "ZSTD")) {
      assertEquals(
          new Outcome(0, "", ""), run(LAUNCHER_FLAGS, compression, jar -> true), compression);
    }
  }

  @Test
  void withoutFlagsOnlyTheMachineAndTheLoggingFacadeSpeak() throws Exception {
    Outcome outcome = run(List.of(), "LZ4", jar -> true);
    assertEquals(0, outcome.status());
    assertEquals("", outcome.out());
    outcome
        .err()
        .lines()
        .forEach(
            line -> assertTrue(line.startsWith("WARNING: ") || line.startsWith("SLF4J"), line));
  }

  @Test
  void whereUnsafeIsDeniedTheErrorNamesTheFlag() throws Exception {
    Outcome outcome =
        run(
            List.of("--sun-misc-unsafe-memory-access=deny", "-Dslf4j.internal.verbosity=ERROR"),
            "NONE",
            jar -> true);
    assertEquals(CodecsChild.REFUSED, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("--sun-misc-unsafe-memory-access=allow"), outcome.err());
  }

  @Test
  void whereZstdIsMissingTheErrorNamesIt() throws Exception {
    Outcome outcome = run(LAUNCHER_FLAGS, "ZSTD", jar -> !jar.contains("zstd-jni"));
    assertEquals(CodecsChild.REFUSED, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("com.github.luben:zstd-jni"), outcome.err());
  }

  @Test
  void compressorsThatAreNotUsedAreNotNeeded() throws Exception {
    assertEquals(
        new Outcome(0, "", ""),
        run(LAUNCHER_FLAGS, "NONE", jar -> !jar.contains("zstd-jni") && !jar.contains("lz4")));
  }

  private static Outcome run(List<String> flags, String compression, Predicate<String> jars)
      throws IOException, InterruptedException {
    List<String> path = new ArrayList<>(List.of(Path.of("target", "test-classes").toString()));
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String value = System.getProperty(property, "");
      Arrays.stream(value.split(File.pathSeparator)).filter(jars).forEach(path::add);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(flags);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    command.addAll(List.of(CodecsChild.class.getName(), compression));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }
}
