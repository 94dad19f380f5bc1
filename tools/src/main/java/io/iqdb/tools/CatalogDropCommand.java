package io.iqdb.tools;

import io.iqdb.Catalog;
import io.iqdb.CatalogOptions;
import io.iqdb.tools.json.JsonReport;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Removes a collection. */
@picocli.CommandLine.Command(
    name = "drop",
    description = "Remove a collection and all that is in it.",
    customSynopsis = "iqdb catalog DIR drop NAME [--json]",
    mixinStandardHelpOptions = true)
final class CatalogDropCommand extends Command {
  @ParentCommand private CatalogCommand catalog = new CatalogCommand();

  @Parameters(paramLabel = "NAME", description = "What it is called.")
  private String name = "";

  CatalogDropCommand() {}

  @Override
  int run() {
    try (Catalog open = Target.existing(catalog.directory(), CatalogOptions.defaults())) {
      open.drop(name);
    }
    print(new JsonReport().put("dropped", name), "dropped " + name + "\n");
    return ExitCode.OK;
  }
}
