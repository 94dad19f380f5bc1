package io.iqdb.benchmarks;

import io.iqdb.policy.LogMergePolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.policy.simulate.MergeLoad;
import io.iqdb.policy.simulate.MergeSimulation;
import io.iqdb.policy.simulate.MergeSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What merge policies cost, by simulation: a table for each load, and a plot of the churning one
 * into a file. The same on every machine. {@code benchmarks/run MergePolicies FILE.svg}
 */
public final class MergePolicies {
  private static final long MIB = 1L << 20;
  private static final int POINTS = 200;
  private static final MergeLoad CHURN =
      MergeLoad.appending(1000, 64 * MIB).withReplacedShare(0.6).withDeletedShare(0.15);

  private MergePolicies() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    table("1,000 flushes of 64 MiB, nothing replaced", MergeLoad.appending(1000, 64 * MIB));
    Map<String, MergeSimulation> churn =
        table("1,000 flushes of 64 MiB, 60 % replace and 15 % delete", CHURN);
    table(
        "10,000 flushes of 64 KiB to 1 MiB, 60 % replace and 15 % delete",
        MergeLoad.appending(10_000, MIB)
            .withFlushBytes(MIB / 16, MIB)
            .withReplacedShare(0.6)
            .withDeletedShare(0.15));
    Files.writeString(
        Path.of(args[0]),
        Plot.svg(
            "flushes of 64 MiB, 60 % replace and 15 % delete",
            List.of(
                panel("segments", churn, MergeSimulation.Point::segments),
                panel("space amplification", churn, MergeSimulation.Point::spaceAmplification),
                panel("write amplification", churn, MergeSimulation.Point::writeAmplification))));
  }

  private static Map<String, MergePolicy> policies() {
    TieredMergePolicy tiered = TieredMergePolicy.defaults();
    LogMergePolicy log = LogMergePolicy.defaults();
    Map<String, MergePolicy> policies = new LinkedHashMap<>();
    policies.put("tiered, as it comes", tiered);
    policies.put("4 per tier, 4 at once", tiered.withSegmentsPerTier(4).withMaxMergeAtOnce(4));
    policies.put("16 per tier, 16 at once", tiered.withSegmentsPerTier(16).withMaxMergeAtOnce(16));
    policies.put("4 per tier, 16 at once", tiered.withSegmentsPerTier(4).withMaxMergeAtOnce(16));
    policies.put("largest merge 1 GiB", tiered.withMaxMergedBytes(1L << 30));
    policies.put("reclaim weight 0", tiered.withReclaimWeight(0));
    policies.put("reclaim weight 5", tiered.withReclaimWeight(5));
    policies.put("10 % dead allowed", tiered.withAllowedDeletedShare(0.1));
    policies.put("40 % dead allowed", tiered.withAllowedDeletedShare(0.4));
    policies.put("by age, as it comes", log);
    policies.put("by age, factor 4", log.withMergeFactor(4));
    policies.put("none", new NoMergePolicy());
    return policies;
  }

  private static Map<String, MergeSimulation> table(String title, MergeLoad load) {
    System.out.println("\n" + title + "\n");
    System.out.println(
        "| policy | bytes written per byte flushed | bytes stored per live byte: mean, most with a"
            + " merge under way | segments: mean, most | merges |");
    System.out.println("| --- | --- | --- | --- | --- |");
    Map<String, MergeSimulation> simulations = new LinkedHashMap<>();
    policies()
        .forEach((name, policy) -> {
          MergeSimulation simulation = MergeSimulator.run(policy, load);
          simulations.put(name, simulation);
          System.out.printf(
              Locale.ROOT,
              "| %s | %.2f | %.2f, %.2f | %.0f, %d | %s |%n",
              name,
              simulation.last().writeAmplification(),
              simulation.meanSpaceAmplification(),
              simulation.largestSpaceAmplification(),
              simulation.meanSegments(),
              simulation.mostSegments(),
              merges(simulation));
        });
    return simulations;
  }

  private static String merges(MergeSimulation simulation) {
    List<String> rules = new ArrayList<>();
    new TreeMap<>(simulation.mergesByRule())
        .forEach((rule, count) -> rules.add(count + " " + rule));
    return rules.isEmpty() ? "0" : String.join(", ", rules);
  }

  private static Plot.Panel panel(
      String title,
      Map<String, MergeSimulation> simulations,
      ToDoubleFunction<MergeSimulation.Point> value) {
    List<Plot.Line> lines = new ArrayList<>();
    for (String name :
        List.of(
            "tiered, as it comes",
            "4 per tier, 4 at once",
            "10 % dead allowed",
            "by age, as it comes")) {
      MergeSimulation simulation = simulations.get(name);
      if (simulation == null) {
        throw new IllegalStateException(name);
      }
      List<MergeSimulation.Point> points = simulation.points();
      int step = Math.max(1, points.size() / POINTS);
      List<Plot.At> shown = new ArrayList<>();
      for (int i = step - 1; i < points.size(); i += step) {
        MergeSimulation.Point point = points.get(i);
        shown.add(new Plot.At(point.flush(), value.applyAsDouble(point)));
      }
      lines.add(new Plot.Line(name, shown));
    }
    return new Plot.Panel(title, lines);
  }
}
