package io.iqdb.interleaving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what runs did, and leaves it in {@code target/reliability}. Used by one thread. */
final class InterleavingTally {
  private final String id;
  private final long firstSeed;
  private final Map<String, Long> counts = new TreeMap<>();
  private final long begun = System.nanoTime();
  private final Duration computedBefore = computed();
  private long seeds;
  private long steps;
  private long operations;

  InterleavingTally(String id, long firstSeed) {
    this.id = id;
    this.firstSeed = firstSeed;
  }

  private static Duration computed() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  void add(Trace trace) {
    seeds++;
    steps += trace.steps();
    operations += trace.operations();
    trace.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
  }

  /** How often a step of this name was taken. */
  long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  /** Prints the figures and writes them. */
  void write() throws IOException {
    double seconds = (System.nanoTime() - begun) / 1e9;
    StringBuilder taken = new StringBuilder();
    counts.forEach((name, count) ->
        taken.append(taken.isEmpty() ? "" : ", ").append("\"" + name + "\": ").append(count));
    String json =
        String.format(
            Locale.ROOT,
            "{\"test\": \"%s\", \"firstSeed\": %d, \"seeds\": %d, \"steps\": %d,"
                + " \"diskOperations\": %d, \"stepsByKind\": {%s}, \"violations\": 0,"
                + " \"seconds\": %.1f,"
                + " \"secondsOfComputing\": %.1f}",
            id,
            firstSeed,
            seeds,
            steps,
            operations,
            taken,
            seconds,
            computed().minus(computedBefore).toMillis() / 1e3);
    System.out.println(json);
    Path folder = Files.createDirectories(Path.of("target", "reliability"));
    Files.writeString(folder.resolve(id + ".json"), json + "\n");
  }
}
