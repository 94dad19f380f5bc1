package io.iqdb.store.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Gets one sync point of a workload wrong at a time and crashes the result: a point whose mutation
 * breaks no promise is either redundant or not tested (R4).
 */
public final class SyncMutations {
  private SyncMutations() {}

  /** What became of one mutation; {@code how} has the first violation of a killed one. */
  public record Outcome(SyncPoint point, boolean killed, String how) {}

  /** All outcomes, in the order of the points. */
  public record Report(List<Outcome> outcomes) {
    /** Labels of the mutations that broke a promise. */
    public List<String> killed() {
      return labels(Outcome::killed);
    }

    /** Labels of the mutations that broke none. */
    public List<String> survived() {
      return labels(outcome -> !outcome.killed());
    }

    private List<String> labels(Predicate<Outcome> filter) {
      return outcomes.stream().filter(filter).map(outcome -> outcome.point().label()).toList();
    }

    /** By group, how many mutations were killed out of how many. */
    public Map<String, String> byGroup() {
      Map<String, int[]> counts = new TreeMap<>();
      for (Outcome outcome : outcomes) {
        int[] count = counts.computeIfAbsent(outcome.point().group(), _ -> new int[2]);
        count[0] += outcome.killed() ? 1 : 0;
        count[1]++;
      }
      Map<String, String> text = new TreeMap<>();
      counts.forEach((group, count) -> text.put(group, count[0] + " of " + count[1]));
      return text;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append(killed().size()).append(" of ").append(outcomes.size()).append(" killed");
      byGroup()
          .forEach((group, count) -> text.append("\n  ").append(group).append(": ").append(count));
      survived().forEach(label -> text.append("\n  survived: ").append(label));
      return text.toString();
    }
  }

  /** The sync points of a lab's workload, in order. */
  public static List<SyncPoint> points(CrashLab lab) throws Exception {
    SimDirectory disk = SimDirectory.of(lab.base());
    MutatedDirectory recorder = new MutatedDirectory(disk, null);
    lab.workload().run(recorder, Ledger.of(disk));
    return recorder.points();
  }

  /** Mutates every point. */
  public static Report run(CrashLab lab) throws Exception {
    return run(lab, _ -> true);
  }

  /** Mutates the points that {@code filter} chooses; the lab's model and depth decide. */
  public static Report run(CrashLab lab, Predicate<SyncPoint> filter) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    for (SyncPoint point : points(lab)) {
      if (filter.test(point)) {
        outcomes.add(mutate(lab, point));
      }
    }
    return new Report(List.copyOf(outcomes));
  }

  private static Outcome mutate(CrashLab lab, SyncPoint point) {
    Workload wrong =
        (directory, ledger) -> {
          MutatedDirectory mutated = new MutatedDirectory(directory, point);
          lab.workload().run(mutated, ledger);
          mutated.release();
        };
    try {
      CrashReport report = lab.workload(wrong).untilFirstViolation().run();
      return new Outcome(point, !report.isClean(), report.toString());
    } catch (Exception | AssertionError e) {
      return new Outcome(point, true, "the workload itself failed: " + e);
    }
  }
}
