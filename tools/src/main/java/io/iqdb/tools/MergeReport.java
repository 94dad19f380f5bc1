package io.iqdb.tools;

import static java.util.stream.Collectors.joining;

import io.iqdb.DatabaseInfo;
import io.iqdb.Iqdb;
import io.iqdb.Optimization;
import io.iqdb.policy.MergeRecord;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Outline;
import io.iqdb.tools.output.ProgressView;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import java.time.Duration;
import java.util.List;

/** What merges did to a database: layout before and after, and each merge. One thread. */
final class MergeReport {
  private static final Duration GLANCE = Duration.ofMillis(100);

  /** Segments of a merge whose numbers a table shows. */
  private static final int NAMED = 10;

  private final Iqdb db;
  private final DatabaseInfo before;
  private final List<MergeRecord> earlier;
  private final long start = System.nanoTime();

  private MergeReport(Iqdb db) {
    this.db = db;
    this.before = db.info();
    this.earlier = db.merges().history();
  }

  /** Looks at the layout. */
  static MergeReport before(Iqdb db) {
    return new MergeReport(db);
  }

  /** Shows progress until it is over; what it fails with goes on. */
  void follow(String task, Optimization optimization) {
    try (ProgressView view = ProgressView.of(task, "%", 1, 100)) {
      boolean interrupted = false;
      while (!optimization.isOver()) {
        view.stepTo(Math.round(100 * optimization.progress()));
        try {
          boolean over = optimization.join(GLANCE);
          if (over) {
            break;
          }
        } catch (InterruptedException stop) {
          interrupted = true;
          optimization.cancel();
        }
      }
      view.stepTo(100);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    optimization.join();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** As an object. */
  JsonReport json() {
    DatabaseInfo after = db.info();
    return new JsonReport()
        .put("segments_before", before.segments().size())
        .put("segments", after.segments().size())
        .put("bytes_before", before.bytesOnDisk())
        .put("bytes_on_disk", after.bytesOnDisk())
        .put("records", after.records())
        .put("seconds", seconds())
        .put("merges", merges(since()));
  }

  /** As text. */
  String text() {
    DatabaseInfo after = db.info();
    TextTable layout =
        new TextTable()
            .row("", "before", "after")
            .row("segments", count(before), count(after))
            .row("deleted rows", deleted(before), deleted(after))
            .row("on disk", Units.bytes(before.bytesOnDisk()), Units.bytes(after.bytesOnDisk()));
    return layout.render() + "\n" + table(since());
  }

  private List<MergeRecord> since() {
    return db.merges().history().stream().filter(merge -> !earlier.contains(merge)).toList();
  }

  private static String count(DatabaseInfo info) {
    return Units.count(info.segments().size());
  }

  private static String deleted(DatabaseInfo info) {
    return Units.count(info.segments().stream().mapToLong(DatabaseInfo.SegmentInfo::deleted).sum());
  }

  /** Merges as objects, oldest first. */
  static List<JsonReport> merges(List<MergeRecord> history) {
    return history.stream()
        .map(merge -> {
          JsonReport report =
              new JsonReport()
                  .put("rule", merge.spec().rule())
                  .put("outcome", Labels.of(merge.outcome()))
                  .put("segment_count", merge.segments())
                  .putPlain("segments", merge.spec().segments())
                  .put("result", merge.result())
                  .put("started_ms", merge.startedMillis())
                  .put("seconds", merge.seconds())
                  .put("stalled_seconds", merge.stalledNanos() / 1e9)
                  .put("bytes_in", merge.bytesIn())
                  .put("bytes_out", merge.bytesOut())
                  .put("rows_in", merge.rowsIn())
                  .put("rows_out", merge.rowsOut());
          String detail = merge.detail();
          return detail == null ? report.putNull("detail") : report.put("detail", detail);
        })
        .toList();
  }

  /** The first few of {@code named} segments, and how many more of {@code all} there are. */
  static String numbers(List<Long> named, int all) {
    String first = named.stream().limit(NAMED).map(String::valueOf).collect(joining("+"));
    return all <= NAMED ? first : first + " and " + (all - NAMED) + " more";
  }

  /** Merges as a table, oldest first. */
  static String table(List<MergeRecord> history) {
    if (history.isEmpty()) {
      return "no merges\n";
    }
    TextTable table =
        new TextTable()
            .row(
                "merge",
                "began",
                "why",
                "segments",
                "in",
                "out",
                "rows out",
                "time",
                "held still",
                "outcome");
    for (MergeRecord merge : history) {
      table.row(
          merge.result() == 0 ? "-" : String.valueOf(merge.result()),
          Units.time(merge.startedMillis()),
          Outline.printable(merge.spec().rule()),
          numbers(merge.spec().segments(), merge.segments()),
          Units.bytes(merge.bytesIn()),
          Units.bytes(merge.bytesOut()),
          Units.count(merge.rowsOut()),
          Units.seconds(merge.seconds()),
          Units.seconds(merge.stalledNanos() / 1e9),
          Labels.of(merge.outcome()));
    }
    return table.render();
  }
}
