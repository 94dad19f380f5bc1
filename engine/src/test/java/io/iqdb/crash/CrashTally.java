package io.iqdb.crash;

import io.iqdb.store.sim.CrashModel;
import io.iqdb.store.sim.CrashReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Adds up the reports of many labs, and writes what comes out for the record. */
final class CrashTally {
  private record Line(String workload, CrashReport report) {}

  private final String id;
  private final List<Line> lines = new ArrayList<>();
  private final long begun = System.nanoTime();

  CrashTally(String id) {
    this.id = id;
  }

  synchronized void add(String workload, CrashReport report) {
    lines.add(new Line(workload, report));
  }

  synchronized long distinctStates(CrashModel model) {
    return lines.stream()
        .filter(line -> line.report().model() == model)
        .mapToLong(line -> line.report().distinctStates())
        .sum();
  }

  synchronized long violations() {
    return lines.stream().mapToLong(line -> line.report().violationCount()).sum();
  }

  synchronized void assertClean() {
    for (Line line : lines) {
      if (!line.report().isClean()) {
        throw new AssertionError(violations() + " violations, first in " + line);
      }
    }
  }

  /** Prints the figures and leaves them in {@code target/reliability}. */
  synchronized void write() throws IOException {
    Set<String> workloads = new TreeSet<>();
    lines.forEach(line -> workloads.add(line.workload()));
    double seconds = (System.nanoTime() - begun) / 1e9;
    StringBuilder states = new StringBuilder();
    for (CrashModel model : CrashModel.values()) {
      states.append("\"").append(model).append("\": ").append(distinctStates(model)).append(", ");
    }
    String json =
        String.format(
            Locale.ROOT,
            "{\"test\": \"%s\", \"workloads\": %d, \"operations\": %d, \"distinctStates\": {%s},"
                + " \"recoveries\": %d, \"recoveriesPerSecond\": %.0f, \"boundedPrefixes\": %d,"
                + " \"violations\": %d, \"seconds\": %.1f}",
            id,
            workloads.size(),
            sum(CrashReport::operations),
            states.substring(0, states.length() - 2),
            sum(CrashReport::recoveries),
            sum(CrashReport::recoveries) / seconds,
            sum(CrashReport::boundedPrefixes),
            violations(),
            seconds);
    System.out.println(json);
    Path folder = Files.createDirectories(Path.of("target", "reliability"));
    Files.writeString(folder.resolve(id + ".json"), json + "\n");
  }

  private synchronized long sum(ToLongFunction<CrashReport> figure) {
    return lines.stream().map(Line::report).mapToLong(figure).sum();
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(
        line -> text.append(line.workload()).append(": ").append(line.report()).append('\n'));
    return text.toString();
  }
}
