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
        "Show how a database is laid out, how much larger than its live data it is, and what was"
            + " merged in it and why; works beside a writer.",
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
        .put("lifetime", report(stats.lifetime()))
        .put("segment_list", stats.segments().stream().map(StatsCommand::report).toList())
        .put("merges", MergeReport.merges(stats.merging().history()));
  }

  /** What became segments since the database counts it. */
  static JsonReport report(DatabaseStats.Lifetime lifetime) {
    return new JsonReport()
        .put("since_ms", lifetime.sinceMillis())
        .put("merges", lifetime.merges())
        .put("bytes_added", lifetime.bytesAdded())
        .put("bytes_in", lifetime.bytesIn())
        .put("bytes_out", lifetime.bytesOut())
        .put("write_amplification", lifetime.writeAmplification());
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
            .row("amplification", ratio(stats.spaceAmplification()));
    DatabaseStats.Lifetime lifetime = stats.lifetime();
    if (lifetime.sinceMillis() > 0) {
      figures
          .row("counted since", Units.time(lifetime.sinceMillis()))
          .row("new segments", Units.bytes(lifetime.bytesAdded()))
          .row("merges", Units.count(lifetime.merges()))
          .row("merged", Units.bytes(lifetime.bytesIn()))
          .row("into", Units.bytes(lifetime.bytesOut()))
          .row("write ampl.", ratio(lifetime.writeAmplification()));
    }
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
    return figures.render()
        + "\n"
        + segments.render()
        + "\n"
        + MergeReport.table(stats.merging().history());
  }

  private static String ratio(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }
}
