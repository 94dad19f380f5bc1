package io.iqdb.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A file owns one noun, a package a handful of them: what grows past that says why. */
class SourceTreeTest {
  private static final int MOST_LINES = 800;
  private static final int MOST_LINES_WITHOUT_A_REASON = 400;
  private static final int MOST_FILES_WITHOUT_A_REASON = 15;

  /** Longer files, by name, and why they are. */
  private static final Map<String, String> LONG_FILES =
      Map.of(
          "engine/src/main/java/io/iqdb/kernel/Cosine.java",
          "a kernel writes out its hot loop once per method and width, and cosine has two sums",
          "engine/src/main/java/io/iqdb/Iqdb.java",
          "the one door: a method for each thing that may be asked, most of it documentation");

  /** Larger packages, and why they are. */
  private static final Map<String, String> LARGE_PACKAGES =
      Map.of(
          "format/src/main/java/io/iqdb/error", "one file for each member of the exception family",
          "format/src/main/java/io/iqdb/format/segment", "reader and writer of each section",
          "format/src/main/java/io/iqdb/policy", "every value that says how, a file each",
          "engine/src/main/java/io/iqdb/merge", "one file for each part of a merge and its values",
          "engine/src/main/java/io/iqdb", "the doors, and the values they take and give",
          "engine/src/main/java/io/iqdb/inspect", "a check and a dump for every file kind",
          "engine/src/main/java/io/iqdb/search", "the nearest rows, and every other way over rows",
          "engine/src/main/java/io/iqdb/store", "the seam and two directories, on disk and not",
          "tools/src/main/java/io/iqdb/tools", "a class for each command, and what they share",
          "engine/src/main/java/io/iqdb/write", "every step of the one path that all writes take");

  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  @Test
  void noFileIsLongerThanTheHardLimit() throws IOException {
    assertEquals(List.of(), longerThan(MOST_LINES, Repository.javaFiles()));
  }

  @Test
  void everyLongFileGivesAReason() throws IOException {
    assertEquals(
        List.of(),
        longerThan(MOST_LINES_WITHOUT_A_REASON, Repository.mainFiles()).stream()
            .filter(found -> LONG_FILES.keySet().stream().noneMatch(found::startsWith))
            .toList());
  }

  @Test
  void everyLargePackageGivesAReason() throws IOException {
    List<String> large = new ArrayList<>();
    packages()
        .forEach((name, files) -> {
          long owned = files.stream().filter(file -> !file.equals("package-info.java")).count();
          if (owned > MOST_FILES_WITHOUT_A_REASON && !LARGE_PACKAGES.containsKey(name)) {
            large.add(name + " has " + owned + " files");
          }
        });
    assertEquals(List.of(), large);
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    List<String> silent =
        packages().entrySet().stream()
            .filter(entry -> !entry.getValue().contains("package-info.java"))
            .map(Map.Entry::getKey)
            .toList();
    assertEquals(List.of(), silent);
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    List<String> unfinished = new ArrayList<>();
    for (Path file : Repository.javaFiles()) {
      if (UNFINISHED.matcher(Files.readString(file)).find()) {
        unfinished.add(Repository.name(file));
      }
    }
    assertEquals(List.of(), unfinished);
  }

  @Test
  void theTreeIsTheOneThatWasMeant() throws IOException {
    assertTrue(packages().containsKey("engine/src/main/java/io/iqdb/store"));
    assertTrue(packages().containsKey("format/src/main/java/io/iqdb/types"));
  }

  private static List<String> longerThan(int lines, List<Path> files) throws IOException {
    List<String> longer = new ArrayList<>();
    for (Path file : files) {
      int length = Files.readAllLines(file).size();
      if (length > lines) {
        longer.add(Repository.name(file) + " has " + length + " lines");
      }
    }
    return longer;
  }

  /** The names of the Java files of each package that is no test. */
  private static Map<String, List<String>> packages() throws IOException {
    return Repository.mainFiles().stream()
        .filter(file -> !file.endsWith("module-info.java"))
        .collect(
            Collectors.groupingBy(
                file -> Repository.name(file.resolveSibling("")),
                TreeMap::new,
                Collectors.mapping(file -> file.getFileName().toString(), Collectors.toList())));
  }
}
