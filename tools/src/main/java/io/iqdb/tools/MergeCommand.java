package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a merge policy would do, or does it. */
@picocli.CommandLine.Command(
    name = "merge",
    description = "Show what a merge policy would merge now, or merge it.",
    mixinStandardHelpOptions = true)
final class MergeCommand extends Command {
  @Mixin private Target target = new Target();

  /** One of the two. */
  static final class Deed {
    @Option(
        names = "--plan",
        description = "Only say what would be merged, and why; works beside a writer.")
    private boolean plan;

    @Option(names = "--run", description = "Merge, and wait until it is done.")
    private boolean run;

    Deed() {}
  }

  @ArgGroup(multiplicity = "1")
  private Deed deed = new Deed();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  MergeCommand() {}

  @Override
  int run() {
    if (deed.plan) {
      plan();
    }
    if (deed.run) {
      merge();
    }
    return ExitCode.OK;
  }

  private void plan() {
    try (Target.Opened opened = target.read()) {
      Iqdb open = opened.database();
      List<SegmentDescription> segments = open.segments();
      List<MergeSpec> specs = policy.policy().plan(segments, Set.of());
      print(
          new JsonReport()
              .put("segments", segments.size())
              .put("plan", specs.stream().map(spec -> report(spec, segments)).toList()),
          text(specs, segments));
    }
  }

  private void merge() {
    OpenOptions options = OpenOptions.defaults().mergePolicy(policy.policy());
    try (Target.Opened opened = target.write(options)) {
      Iqdb open = opened.database();
      MergeReport report = MergeReport.before(open);
      report.follow("merge", open.merges().run());
      print(report.json(), report.text());
    }
  }

  private static JsonReport report(MergeSpec spec, List<SegmentDescription> segments) {
    return new JsonReport()
        .put("rule", spec.rule())
        .putPlain("segments", spec.segments())
        .put("bytes", bytes(spec, segments))
        .put("live_bytes", liveBytes(spec, segments));
  }

  private static String text(List<MergeSpec> specs, List<SegmentDescription> segments) {
    if (specs.isEmpty()) {
      return "nothing to merge among " + segments.size() + " segments\n";
    }
    TextTable table = new TextTable().row("why", "segments", "size", "of it alive");
    for (MergeSpec spec : specs) {
      table.row(
          spec.rule(),
          spec.segments().stream().map(String::valueOf).collect(Collectors.joining("+")),
          Units.bytes(bytes(spec, segments)),
          Units.bytes(liveBytes(spec, segments)));
    }
    return table.render();
  }

  private static long bytes(MergeSpec spec, List<SegmentDescription> segments) {
    return segments.stream()
        .filter(segment -> spec.segments().contains(segment.number()))
        .mapToLong(SegmentDescription::bytes)
        .sum();
  }

  private static long liveBytes(MergeSpec spec, List<SegmentDescription> segments) {
    return segments.stream()
        .filter(segment -> spec.segments().contains(segment.number()))
        .mapToLong(SegmentDescription::liveBytes)
        .sum();
  }
}
