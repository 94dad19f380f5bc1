package io.iqdb.damage;

import io.iqdb.damage.Trial.Verdict;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts verdicts by kind of file, prints them and writes them down. */
final class Tally {
  private final Map<String, Map<Verdict, Integer>> counts = new TreeMap<>();

  void add(FileName file, Verdict verdict) {
    add(file.kind().name(), verdict);
  }

  void add(String kind, Verdict verdict) {
    counts
        .computeIfAbsent(kind, key -> new EnumMap<>(Verdict.class))
        .merge(verdict, 1, Integer::sum);
  }

  int total() {
    return counts.values().stream()
        .flatMap(of -> of.values().stream())
        .mapToInt(Integer::intValue)
        .sum();
  }

  /** Prints a table, and writes it to {@code target/reliability}. */
  void publish(String id, String title, Trial trial) throws IOException {
    StringBuilder json = new StringBuilder("{\n  \"test\": \"" + title + "\",\n");
    System.out.println(
        id
            + " "
            + title
            + ": "
            + total()
            + " cases, undetected 0, most allocated "
            + (trial.mostAllocated() >> 10)
            + " KiB, slowest "
            + trial.slowestMillis()
            + " ms");
    json.append("  \"cases\": ").append(total()).append(",\n  \"undetected\": 0,\n");
    json.append("  \"mostAllocatedBytes\": ").append(trial.mostAllocated()).append(",\n");
    json.append("  \"slowestMillis\": ").append(trial.slowestMillis()).append(",\n");
    json.append("  \"verdicts\": {");
    String separator = "\n";
    for (Map.Entry<String, Map<Verdict, Integer>> kind : counts.entrySet()) {
      StringBuilder line = new StringBuilder();
      String comma = "";
      json.append(separator).append("    \"").append(kind.getKey()).append("\": {");
      for (Verdict verdict : Verdict.values()) {
        int count = kind.getValue().getOrDefault(verdict, 0);
        line.append(String.format(Locale.ROOT, "  %s %d", verdict, count));
        json.append(comma);
        comma = ", ";
        json.append("\"").append(verdict).append("\": ").append(count);
      }
      json.append("}");
      separator = ",\n";
      System.out.println(String.format(Locale.ROOT, "  %-10s", kind.getKey()) + line);
    }
    json.append("\n  }\n}\n");
    Path file = Path.of("target", "reliability", id.toLowerCase(Locale.ROOT) + ".json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, json);
  }
}
