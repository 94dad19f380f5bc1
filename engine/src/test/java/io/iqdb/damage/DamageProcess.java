package io.iqdb.damage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Another process that meets damaged files, with a heap of its own. */
final class DamageProcess {
  private DamageProcess() {}

  /**
   * Runs {@code main} to its end, which has to be a good one; gives what it says.
   *
   * @param directory where the virtual machine leaves its report if it crashes
   * @param errors where its standard error goes
   * @param heap as {@code -Xmx} has it
   */
  static String run(Path directory, Path errors, String heap, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:ErrorFile=" + directory.resolve("hs_err_%p.log")));
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector,jdk.management"));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    Process child = builder.start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), UTF_8).strip();
      assertTrue(child.waitFor(10, TimeUnit.MINUTES), "it hangs");
      assertEquals(0, child.exitValue(), () -> read(errors));
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
        Objects.requireNonNull(DamageProcess.class.getResource("DamageProcess.class")).toString();
    Path file = Path.of(URI.create(url));
    return Objects.requireNonNull(file.resolve("../../../..").normalize()).toString();
  }
}
