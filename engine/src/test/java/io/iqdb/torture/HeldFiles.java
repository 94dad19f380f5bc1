package io.iqdb.torture;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Files of one directory that this process has open or mapped, by the word of the kernel.
 *
 * @param descriptors names, once for each descriptor
 * @param mappings names, once for each mapping
 */
record HeldFiles(List<String> descriptors, List<String> mappings) {
  private static final Path PROCESS = Path.of("/proc/self");
  private static final String DELETED = " (deleted)";
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Whether this system tells. */
  static boolean areKnown() {
    return Files.isReadable(PROCESS.resolve("maps")) && Files.isDirectory(PROCESS.resolve("fd"));
  }

  /** As it is now; files whose names are gone count as much as others. */
  static HeldFiles in(Path directory) throws IOException {
    String prefix = directory.toRealPath() + "/";
    List<Path> links;
    try (Stream<Path> all = Files.list(PROCESS.resolve("fd"))) {
      links = all.toList();
    }
    List<String> descriptors = new ArrayList<>();
    for (Path link : links) {
      try {
        add(Files.readSymbolicLink(link).toString(), prefix, descriptors);
      } catch (NoSuchFileException closed) {
        // it was that of the listing
      }
    }
    List<String> mappings = new ArrayList<>();
    for (String line : Files.readAllLines(PROCESS.resolve("maps"))) {
      int path = line.indexOf('/');
      if (path >= 0) {
        add(line.substring(path), prefix, mappings);
      }
    }
    return new HeldFiles(List.copyOf(descriptors), List.copyOf(mappings));
  }

  private static void add(String path, String prefix, List<String> names) {
    if (path.startsWith(prefix)) {
      String name = path.substring(prefix.length());
      names.add(
          name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name);
    }
  }

  /**
   * Each of {@code segments} mapped once and open up to {@code handles} times, and nothing else.
   */
  private boolean areJust(Set<String> segments, int handles) {
    boolean few =
        descriptors.stream().distinct().allMatch(name -> count(name, descriptors) <= handles);
    return few
        && new HashSet<>(descriptors).equals(segments)
        && mappings.size() == segments.size()
        && new HashSet<>(mappings).equals(segments);
  }

  private static long count(String name, List<String> names) {
    return names.stream().filter(name::equals).count();
  }

  /**
   * Waits until just {@code segments} are held, for views go a moment after the last use of them.
   */
  static HeldFiles awaitJust(Set<String> segments, int handles, Path directory) throws IOException {
    long start = System.nanoTime();
    HeldFiles now = in(directory);
    while (!now.areJust(segments, handles)) {
      if (System.nanoTime() - start > MOST_NANOS) {
        throw new AssertionError(
            "held are " + now + ", wanted " + segments.stream().sorted().collect(joining(" ")));
      }
      LockSupport.parkNanos(1_000_000);
      now = in(directory);
    }
    return now;
  }
}
