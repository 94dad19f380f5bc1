package io.iqdb.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the sources and classes of the whole project are, seen from a test of one module. */
final class Repository {
  private Repository() {}

  /** The directory that holds the modules. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("etc").resolve("forbidden-apis.txt"))) {
        return at;
      }
    }
    throw new IllegalStateException(here + " is not inside the project");
  }

  /** The Java files of every module, those of tests included. */
  static List<Path> javaFiles() throws IOException {
    return filesUnder("format", "engine", "tools", "benchmarks");
  }

  /** The Java files of every module that are not tests. */
  static List<Path> mainFiles() throws IOException {
    return filesUnder(
        "format/src/main", "engine/src/main", "tools/src/main", "benchmarks/src/main");
  }

  /** {@code file} as a reader of a message wants to see it. */
  static String name(Path file) {
    return root().relativize(file).toString().replace('\\', '/');
  }

  private static List<Path> filesUnder(String... directories) throws IOException {
    List<Path> found = new java.util.ArrayList<>();
    for (String directory : directories) {
      try (Stream<Path> files = Files.walk(root().resolve(directory))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !name(file).contains("/target/"))
            .forEach(found::add);
      }
    }
    return found;
  }
}
