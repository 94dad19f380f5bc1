package io.iqdb.tools;

import io.iqdb.DatabaseStats;
import io.iqdb.policy.SegmentDescription;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import java.util.Locale;
import picocli.CommandLine.Mixin;

/** Shows figures of a database. */
@picocli.CommandLine.Command(
    name = "stats",
    description =
        "Show how a database is laid out and how much larger than its live data it is;"
            + " works beside a writer.",
    mixinStandardHelpOptions = true)
final class StatsCommand extends Command {
  @Mixin private Target target = new Target();

  StatsCommand() {}

  @Override
  int run() {
    try (Target.Opened opened = target.read()) {
      DatabaseStats stats = opened.database().stats();
      print(report(stats), text(stats));
    }
    return ExitCode.OK;
  }

  private static JsonReport report(DatabaseStats stats) {
    return new JsonReport()
        .put("records", stats.records())
        .put("memory_rows", stats.memory().rows())
        .put("memory_bytes", stats.memory().bytes())
        .put("segments", stats.segments().size())
        .put("bytes_on_disk", stats.bytesOnDisk())
        .put("live_bytes", stats.liveBytes())
        .put("space_amplification", stats.spaceAmplification())
        .put("segment_list", stats.segments().stream().map(StatsCommand::report).toList());
  }

  private static JsonReport report(SegmentDescription segment) {
    return new JsonReport()
        .put("number", segment.number())
        .put("bytes", segment.bytes())
        .put("rows", segment.rows())
        .put("live_rows", segment.liveRows())
        .put("index", Labels.of(segment.index()))
        .put("first_sequence", segment.firstSequence());
  }

  private static String text(DatabaseStats stats) {
    TextTable figures =
        new TextTable()
            .row("records", Units.count(stats.records()))
            .row("segments", Units.count(stats.segments().size()))
            .row("in memory", Units.count(stats.memory().rows()))
            .row("on disk", Units.bytes(stats.bytesOnDisk()))
            .row("of it alive", Units.bytes(stats.liveBytes()))
            .row(
                "amplification",
                Double.isNaN(stats.spaceAmplification())
                    ? "-"
                    : String.format(Locale.ROOT, "%.2f", stats.spaceAmplification()));
    TextTable segments = new TextTable();
    if (!stats.segments().isEmpty()) {
      segments.row("segment", "rows", "alive", "size", "first sequence");
    }
    for (SegmentDescription segment : stats.segments()) {
      segments.row(
          String.valueOf(segment.number()),
          Units.count(segment.rows()),
          Units.count(segment.liveRows()),
          Units.bytes(segment.bytes()),
          Units.count(segment.firstSequence()));
    }
    return figures.render() + "\n" + segments.render();
  }
}
