package io.iqdb.tools;

import io.iqdb.Catalog;
import io.iqdb.CatalogInfo;
import io.iqdb.DatabaseInfo;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Says what a database holds. */
@picocli.CommandLine.Command(
    name = "info",
    description = {
      "Say what a database holds, also beside a writer.",
      "For a catalog without --collection: what all its collections hold."
    },
    mixinStandardHelpOptions = true)
final class InfoCommand extends Command {
  @Mixin private Target target = new Target();

  InfoCommand() {}

  @Override
  int run() {
    if (target.isCatalog()) {
      try (Catalog open = Catalog.openReadOnly(target.directory())) {
        CatalogInfo info = open.info();
        print(CatalogView.report(info), CatalogView.text(info));
      }
      return ExitCode.OK;
    }
    try (Target.Opened opened = target.read()) {
      DatabaseInfo info = opened.database().info();
      print(report(info), text(info));
    }
    return ExitCode.OK;
  }

  /** What a database holds as JSON. */
  static JsonReport report(DatabaseInfo info) {
    return new JsonReport()
        .put("records", info.records())
        .put("dim", info.config().dimension())
        .put("metric", Labels.of(info.config().metric()))
        .put("index", Labels.of(info.config().index()))
        .put("segments", info.segments().size())
        .put("bytes_on_disk", info.bytesOnDisk())
        .put("memtable_records", info.memtableRecords())
        .put("segment_list", info.segments().stream().map(InfoCommand::report).toList())
        .put("files", files(info));
  }

  private static JsonReport report(DatabaseInfo.SegmentInfo segment) {
    return new JsonReport()
        .put("name", segment.name())
        .put("rows", segment.rows())
        .put("deleted", segment.deleted())
        .put("bytes", segment.bytes());
  }

  /** The files of a directory as JSON. */
  static List<JsonReport> files(DatabaseInfo info) {
    return files(info.files());
  }

  /** The same. */
  static List<JsonReport> files(List<DatabaseInfo.FileInfo> all) {
    return all.stream()
        .map(file -> new JsonReport().put("name", file.name()).put("bytes", file.bytes()))
        .toList();
  }

  private static String text(DatabaseInfo info) {
    TextTable figures =
        new TextTable()
            .row("records", Units.count(info.records()))
            .row("dimension", Units.count(info.config().dimension()))
            .row("metric", Labels.of(info.config().metric()))
            .row("index", Labels.of(info.config().index()))
            .row("segments", Units.count(info.segments().size()))
            .row("in memory", Units.count(info.memtableRecords()))
            .row("on disk", Units.bytes(info.bytesOnDisk()));
    TextTable segments = new TextTable();
    if (!info.segments().isEmpty()) {
      segments.row("segment", "rows", "deleted", "size");
    }
    for (DatabaseInfo.SegmentInfo segment : info.segments()) {
      segments.row(
          segment.name(),
          Units.count(segment.rows()),
          Units.count(segment.deleted()),
          Units.bytes(segment.bytes()));
    }
    return figures.render() + "\n" + segments.render() + "\n" + directory(info);
  }

  /** The files of a directory as a table. */
  static String directory(DatabaseInfo info) {
    return directory(info.files());
  }

  /** The same of files. */
  static String directory(List<DatabaseInfo.FileInfo> all) {
    TextTable files = new TextTable().row("file", "size", "what it is for");
    for (DatabaseInfo.FileInfo file : all) {
      files.row(file.name(), Units.bytes(file.bytes()), Labels.purpose(file.name()));
    }
    return files.render();
  }
}
