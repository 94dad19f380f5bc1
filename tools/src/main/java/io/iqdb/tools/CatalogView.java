package io.iqdb.tools;

import io.iqdb.CatalogInfo;
import io.iqdb.CatalogReport;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;

/** How the commands that look at a whole catalog show it. */
final class CatalogView {
  private CatalogView() {}

  /** What a catalog holds as JSON. */
  static JsonReport report(CatalogInfo info) {
    return new JsonReport()
        .put("collections", info.collections().stream().map(CatalogView::report).toList())
        .put("bytes_on_disk", info.bytesOnDisk())
        .put("files", InfoCommand.files(info.files()));
  }

  private static JsonReport report(CatalogInfo.Collection collection) {
    return new JsonReport()
        .put("name", collection.name())
        .put("directory", collection.directory())
        .put("info", InfoCommand.report(collection.info()));
  }

  /** The same for people. */
  static String text(CatalogInfo info) {
    TextTable figures =
        new TextTable()
            .row("collections", Units.count(info.collections().size()))
            .row("on disk", Units.bytes(info.bytesOnDisk()));
    TextTable collections = new TextTable();
    if (!info.collections().isEmpty()) {
      collections.row(
          "collection", "directory", "records", "dimension", "segments", "size", "metric");
    }
    for (CatalogInfo.Collection collection : info.collections()) {
      collections.row(
          collection.name(),
          collection.directory(),
          Units.count(collection.info().records()),
          Units.count(collection.info().config().dimension()),
          Units.count(collection.info().segments().size()),
          Units.bytes(collection.info().bytesOnDisk()),
          Labels.of(collection.info().config().metric()));
    }
    return figures.render()
        + "\n"
        + collections.render()
        + "\n"
        + InfoCommand.directory(info.files());
  }

  /** What was found in a catalog as JSON. */
  static JsonReport report(CatalogReport report) {
    return new JsonReport()
        .put("clean", report.clean())
        .put("level", report.level())
        .put("files", report.files())
        .put("bytes", report.bytes())
        .put("findings", report.findings().stream().map(CheckCommand::json).toList())
        .put("collections", report.collections().stream().map(CatalogView::report).toList())
        .putPlain("unnamed", report.unnamed())
        .putPlain("strangers", report.strangers());
  }

  private static JsonReport report(CatalogReport.Collection collection) {
    JsonReport report = new JsonReport();
    collection
        .name()
        .ifPresentOrElse(name -> report.put("name", name), () -> report.putNull("name"));
    return report
        .put("directory", collection.directory())
        .put("report", CheckCommand.json(collection.report()));
  }

  /** The same for people. */
  static String text(CatalogReport report) {
    StringBuilder text = new StringBuilder(CheckCommand.table(report.findings()));
    for (CatalogReport.Collection collection : report.collections()) {
      String name = collection.name().orElse("of a name that is not known");
      text.append(new TextTable().row(collection.directory() + ": " + name).render())
          .append(CheckCommand.text(collection.report()));
    }
    for (String name : report.unnamed()) {
      text.append(name).append(" is left over from an unfinished change: no damage\n");
    }
    for (String name : report.strangers()) {
      text.append(name).append(" is not the catalog's\n");
    }
    long damaged = report.collections().stream().filter(one -> !one.report().clean()).count();
    return text.append(report.clean() ? "clean" : "damaged")
        .append(" at level ")
        .append(report.level())
        .append(": ")
        .append(Units.count(report.collections().size(), "collection"))
        .append(", ")
        .append(Units.count(damaged))
        .append(" of them damaged, ")
        .append(Units.count(report.findings().size(), "damaged place"))
        .append(" in the catalog itself\n")
        .toString();
  }
}
