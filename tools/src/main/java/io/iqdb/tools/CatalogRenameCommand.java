package io.iqdb.tools;

import io.iqdb.Catalog;
import io.iqdb.CatalogOptions;
import io.iqdb.tools.json.JsonReport;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Gives a collection another name. */
@picocli.CommandLine.Command(
    name = "rename",
    description = "Give a collection another name.",
    customSynopsis = "iqdb catalog DIR rename OLD NEW [--json]",
    mixinStandardHelpOptions = true)
final class CatalogRenameCommand extends Command {
  @ParentCommand private CatalogCommand catalog = new CatalogCommand();

  @Parameters(index = "0", paramLabel = "OLD", description = "What it is called.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "What to call it.")
  private String to = "";

  CatalogRenameCommand() {}

  @Override
  int run() {
    try (Catalog open = Target.existing(catalog.directory(), CatalogOptions.defaults())) {
      open.rename(from, to);
    }
    print(
        new JsonReport().put("renamed", from).put("to", to),
        "renamed " + from + " to " + to + "\n");
    return ExitCode.OK;
  }
}
