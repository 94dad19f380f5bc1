package io.iqdb.tools;

import io.iqdb.CatalogCheck;
import io.iqdb.CatalogReport;
import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks for damage. */
@picocli.CommandLine.Command(
    name = "check",
    description = {
      "Look for damage, also beside a writer; changes nothing.",
      "Level 1 reads headers, footers and logs, level 2 every byte, level 3 also looks whether it"
          + " makes sense. Exit code 1 where there is damage.",
      "For a catalog without --collection: the catalog and all its collections."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand extends Command {
  @Mixin private Target target = new Target();

  @Option(names = "--level", paramLabel = "1|2|3", description = "How deep to look, by default 1.")
  private int level = 1;

  CheckCommand() {}

  @Override
  int run() {
    if (target.isCatalog()) {
      CatalogReport report = CatalogCheck.run(target.directory(), level);
      print(CatalogView.report(report), CatalogView.text(report));
      return report.clean() ? ExitCode.OK : ExitCode.DAMAGE;
    }
    CheckReport report =
        target
            .collection()
            .map(name -> CatalogCheck.run(target.directory(), name, level))
            .orElseGet(() -> DatabaseCheck.run(target.directory(), level));
    print(json(report), text(report));
    return report.clean() ? ExitCode.OK : ExitCode.DAMAGE;
  }

  /** What was found, as JSON. */
  static JsonReport json(CheckReport report) {
    return new JsonReport()
        .put("clean", report.clean())
        .put("level", report.level())
        .put("files", report.files())
        .put("segments", report.segments())
        .put("rows", report.rows())
        .put("wal_frames", report.walFrames())
        .put("bytes", report.bytes())
        .put("findings", report.findings().stream().map(CheckCommand::json).toList())
        .put("tails", report.tails().stream().map(CheckCommand::json).toList())
        .putPlain("unnamed", report.unnamed())
        .putPlain("strangers", report.strangers());
  }

  /** One damaged place as JSON. */
  static JsonReport json(CheckReport.Finding finding) {
    return new JsonReport()
        .put("file", finding.file())
        .put("section", finding.section())
        .put("offset", finding.offset())
        .put("expected", finding.expected())
        .put("found", finding.found());
  }

  /** Damaged places as a table with an empty line behind it; nothing where there are none. */
  static String table(List<CheckReport.Finding> findings) {
    if (findings.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable().row("file", "section", "offset", "expected", "found");
    for (CheckReport.Finding finding : findings) {
      table.row(
          finding.file(),
          finding.section(),
          Long.toString(finding.offset()),
          finding.expected(),
          finding.found());
    }
    return table.render() + "\n";
  }

  private static JsonReport json(CheckReport.Tail tail) {
    return new JsonReport()
        .put("file", tail.file())
        .put("offset", tail.offset())
        .put("bytes", tail.bytes());
  }

  /** The same for people. */
  static String text(CheckReport report) {
    StringBuilder text = new StringBuilder(table(report.findings()));
    for (CheckReport.Tail tail : report.tails()) {
      text.append(tail.file())
          .append(" ends in ")
          .append(Units.count(tail.bytes()))
          .append(" bytes of an unfinished write at offset ")
          .append(tail.offset())
          .append(": no damage\n");
    }
    for (String name : report.unnamed()) {
      text.append(name).append(" is left over from an unfinished write: no damage\n");
    }
    for (String name : report.strangers()) {
      text.append(name).append(" is not the database's\n");
    }
    return text.append(
            report.clean() ? "clean" : Units.count(report.findings().size(), "damaged place"))
        .append(" at level ")
        .append(report.level())
        .append(": ")
        .append(Units.count(report.files(), "file"))
        .append(", ")
        .append(Units.bytes(report.bytes()))
        .append(", ")
        .append(Units.count(report.rows(), "row"))
        .append(" in ")
        .append(Units.count(report.segments(), "segment"))
        .append(", ")
        .append(Units.count(report.walFrames(), "frame"))
        .append(" of logs\n")
        .toString();
  }
}
