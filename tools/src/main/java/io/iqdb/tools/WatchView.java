package io.iqdb.tools;

import io.iqdb.DatabaseInfo;
import io.iqdb.DatabaseInfo.Unpublished;
import io.iqdb.DatabaseStats;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Outline;
import io.iqdb.tools.output.SegmentBars;
import io.iqdb.tools.output.Units;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look after the other at a database that another process may be writing: segments, what is
 * being merged and how far it is, the log, the last merges, and what every byte cost. All of it is
 * read from the directory; a file that grew by nothing since the look before is said to, for its
 * writer may hold it, or may be dead. One thread.
 */
final class WatchView {
  /** Merges that are shown. */
  private static final int LAST = 5;

  private static final int WIDTH = 40;
  private static final String DONE = "\u2588";
  private static final String TO_DO = "\u2591";

  /** Lengths of unpublished files at the look before. */
  private Map<String, Long> before = Map.of();

  /** Before the first look. */
  WatchView() {}

  /** What is seen now, as lines, each with its end. */
  String next(DatabaseInfo info, DatabaseStats stats) {
    StringBuilder text = new StringBuilder(SegmentBars.of(info));
    info.unpublished().forEach(file -> text.append(unpublished(file)));
    text.append(lifetime(stats.lifetime()));
    List<MergeRecord> last = last(stats);
    if (!last.isEmpty()) {
      text.append("\nlast merges:\n").append(MergeReport.table(last));
    }
    remember(info);
    return text.toString();
  }

  /** The same as an object. */
  JsonReport report(DatabaseInfo info, DatabaseStats stats) {
    return InfoCommand.report(info)
        .put("unpublished", info.unpublished().stream().map(WatchView::report).toList())
        .put("lifetime", StatsCommand.report(stats.lifetime()))
        .put("last_merges", MergeReport.merges(last(stats)));
  }

  private static List<MergeRecord> last(DatabaseStats stats) {
    List<MergeRecord> all = stats.merging().history();
    return all.subList(Math.max(0, all.size() - LAST), all.size());
  }

  private static JsonReport report(Unpublished file) {
    JsonReport report = new JsonReport().put("file", file.name()).put("bytes", file.bytes());
    String becomes = file.becomes();
    if (becomes == null) {
      report.putNull("becomes");
    } else {
      report.put("becomes", becomes);
    }
    MergeProgress merge = file.merge();
    if (merge == null) {
      return report.putNull("merge");
    }
    return report.put(
        "merge",
        new JsonReport()
            .put("rule", merge.spec().rule())
            .putPlain("segments", merge.spec().segments())
            .put("started_ms", merge.startedMillis())
            .put("bytes_expected", merge.bytesExpected())
            .put("share", merge.share()));
  }

  private void remember(DatabaseInfo info) {
    Map<String, Long> lengths = new HashMap<>();
    info.unpublished().forEach(file -> lengths.put(file.name(), file.bytes()));
    before = lengths;
  }

  private String unpublished(Unpublished file) {
    MergeProgress merge = file.merge();
    return (merge == null ? writing(file) : merging(merge, file.becomes())) + held(file) + "\n";
  }

  private String held(Unpublished file) {
    Long length = before.get(file.name());
    return length != null && length == file.bytes() ? "; no more than at the last look" : "";
  }

  private static String writing(Unpublished file) {
    return "being written: "
        + (file.becomes() == null ? file.name() : file.becomes())
        + ", "
        + Units.bytes(file.bytes())
        + " so far";
  }

  private static String merging(MergeProgress merge, @Nullable String to) {
    int done = (int) Math.round(WIDTH * merge.share());
    return String.format(
        Locale.ROOT,
        "merging %s into %s, %s, since %s%n%s%s %d %% of %s",
        MergeReport.numbers(merge.spec().segments(), merge.spec().segments().size()),
        to,
        Outline.printable(merge.spec().rule()),
        Units.time(merge.startedMillis()),
        DONE.repeat(done),
        TO_DO.repeat(WIDTH - done),
        Math.round(100 * merge.share()),
        Units.bytes(merge.bytesExpected()));
  }

  private static String lifetime(DatabaseStats.Lifetime lifetime) {
    if (lifetime.sinceMillis() == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "since %s: %s of new segments, %,d merges of %s into %s%s%n",
        Units.time(lifetime.sinceMillis()),
        Units.bytes(lifetime.bytesAdded()),
        lifetime.merges(),
        Units.bytes(lifetime.bytesIn()),
        Units.bytes(lifetime.bytesOut()),
        Double.isNaN(lifetime.writeAmplification())
            ? ""
            : String.format(
                Locale.ROOT, "; write amplification %.2f", lifetime.writeAmplification()));
  }
}
