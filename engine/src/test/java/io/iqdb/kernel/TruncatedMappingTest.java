package io.iqdb.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.types.DistanceMetric;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * R13: a file cut short behind its mapping. Vector loads that C2 compiled take the JVM down with
 * SIGBUS unless their method also reads the segment by a scalar {@code get}. So each kernel runs in
 * a JVM of its own making, which must come back with exit code 0: {@link TruncatedMapping}.
 */
class TruncatedMappingTest {
  @TempDir Path folder;

  @Test
  void kernelsSurviveATruncatedFileAtTheDefaultTiers() throws Exception {
    assertSurvives("best", 20_000, "-Xbatch");
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "20000, -Xbatch",
    "20000, -XX:-TieredCompilation -Xbatch",
    "2500, -XX:TieredStopAtLevel=1 -Xbatch",
    "2500, -XX:TieredStopAtLevel=3 -Xbatch",
    "10, -Xint"
  })
  void everyKernelSurvivesATruncatedFileAtEveryTier(int calls, String options) throws Exception {
    assertSurvives("all", calls, options.split(" "));
  }

  /** So few calls of so long rows that only loops are compiled, while they run. */
  @Tag("slow")
  @Test
  void everyKernelSurvivesATruncatedFileReplacedOnStack() throws Exception {
    assertSurvives("long", 400, "-Xbatch");
  }

  private void assertSurvives(String kernels, int calls, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err.log"));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            location(Kernels.class),
            location(DistanceMetric.class),
            Path.of(System.getProperty("basedir", "."), "target", "test-classes").toString()));
    command.add(TruncatedMapping.class.getName());
    command.addAll(List.of(folder.toString(), kernels, Integer.toString(calls)));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), said);
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
