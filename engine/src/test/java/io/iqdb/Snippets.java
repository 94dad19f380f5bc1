package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Examples of the documentation, which stand in tests of this package between the lines {@code //
 * begins} and {@code // ends}, so that they are compiled and run.
 */
final class Snippets {
  private static final String BEGINS = "    // begins";
  private static final String ENDS = "    // ends";

  private Snippets() {}

  /** Fails unless {@code page} shows each of the examples in {@code test}, word for word. */
  static void assertShown(String test, String page, int expected) throws IOException {
    String shown = Files.readString(Path.of("..").resolve(page));
    List<String> examples = read(Path.of("src/test/java/io/iqdb").resolve(test));
    assertEquals(expected, examples.size(), "examples in " + test);
    for (String example : examples) {
      assertTrue(shown.contains(example), () -> page + " lacks\n" + example);
    }
  }

  private static List<String> read(Path test) throws IOException {
    List<String> examples = new ArrayList<>();
    StringBuilder example = null;
    for (String line : Files.readAllLines(test)) {
      if (line.equals(BEGINS)) {
        example = new StringBuilder();
      } else if (line.equals(ENDS) && example != null) {
        examples.add(example.toString());
        example = null;
      } else if (example != null) {
        example.append(line.substring(Math.min(line.length(), 4))).append('\n');
      }
    }
    return examples;
  }
}
