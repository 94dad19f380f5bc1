package io.iqdb.tools.output;

import io.iqdb.DatabaseInfo;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A database as a picture of text: each segment is a bar as long as its share of the largest one,
 * solid where rows live and light where they are deleted.
 */
public final class SegmentBars {
  private static final int WIDTH = 40;
  private static final String LIVE = "\u2588";
  private static final String DELETED = "\u2591";

  private SegmentBars() {}

  /** The lines, each with its end. */
  public static String of(DatabaseInfo info) {
    TextTable table = new TextTable();
    long largest =
        info.segments().stream().mapToLong(DatabaseInfo.SegmentInfo::bytes).max().orElse(1);
    info.segments().stream()
        .sorted(Comparator.comparingLong(DatabaseInfo.SegmentInfo::bytes).reversed())
        .forEach(segment -> row(table, segment, largest));
    return head(info) + table.render() + log(info);
  }

  private static String head(DatabaseInfo info) {
    long live = info.segments().stream().mapToLong(SegmentBars::liveBytes).sum();
    return String.format(
        Locale.ROOT,
        "%,d records in %d segments and %,d rows in memory; %s on disk%s%n",
        info.records(),
        info.segments().size(),
        info.memtableRecords(),
        Units.bytes(info.bytesOnDisk()),
        live == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %.2f x the live data", (double) info.bytesOnDisk() / live));
  }

  private static long liveBytes(DatabaseInfo.SegmentInfo segment) {
    return segment.rows() == 0
        ? 0
        : Math.round((double) segment.bytes() * alive(segment) / segment.rows());
  }

  private static long alive(DatabaseInfo.SegmentInfo segment) {
    return segment.rows() - segment.deleted();
  }

  private static void row(TextTable table, DatabaseInfo.SegmentInfo segment, long largest) {
    int length = (int) Math.max(1, Math.round((double) WIDTH * segment.bytes() / largest));
    double share = segment.rows() == 0 ? 0 : (double) segment.deleted() / segment.rows();
    int deleted = (int) Math.round(length * share);
    table.row(
        segment.name(),
        LIVE.repeat(length - deleted) + DELETED.repeat(deleted),
        Units.bytes(segment.bytes()),
        Units.count(segment.rows()) + " rows",
        String.format(Locale.ROOT, "%.1f %% deleted", 100 * share));
  }

  private static String log(DatabaseInfo info) {
    List<DatabaseInfo.FileInfo> files = info.files().stream().filter(SegmentBars::isLog).toList();
    long bytes = files.stream().mapToLong(DatabaseInfo.FileInfo::bytes).sum();
    return files.isEmpty()
        ? ""
        : "log: " + Units.bytes(bytes) + " in " + Units.count(files.size(), "file") + "\n";
  }

  private static boolean isLog(DatabaseInfo.FileInfo file) {
    Optional<FileName> name = FileName.parse(file.name());
    return name.isPresent() && name.get().kind() == FileKind.WAL;
  }
}
