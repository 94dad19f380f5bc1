package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that closes what it opened, and ends at once, says nothing. Codecs were still being
 * loaded then, and their library complained, with a stack trace, that the JVM was ending.
 */
@Timeout(300)
class ShortProgramTest {
  @TempDir Path scratch;

  private String run(String what, List<String> options) throws Exception {
    try (JavaProcess process =
        JavaProcess.start(scratch, options, ShortProgram.class, what, scratch.resolve("catalog"))) {
      String said = process.readLine();
      assertEquals(0, process.waitFor());
      assertFalse(process.errors().contains("Exception"), process.errors());
      return said;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"database", "several", "catalog"})
  void nothingIsLoadedAnyMoreWhenAllIsClosed(String what) throws Exception {
    assertEquals("done", run(what, List.of()));
  }

  @Test
  void interruptWhileClosingWaitsIsKept() throws Exception {
    assertEquals("done, interrupted", run("interrupted", List.of()));
  }

  @Test
  void catalogOfWhichNothingWasOpenedWarmsNothingUp() throws Exception {
    Path log = scratch.resolve("loaded");
    String option = "-Xlog:class+load:file=" + log + "::filecount=0";
    assertEquals("done", run("unused", List.of(option)));
    assertFalse(
        Files.readAllLines(log).stream().anyMatch(line -> line.contains("io.iqdb.WarmUp")),
        "for nothing");
  }
}
