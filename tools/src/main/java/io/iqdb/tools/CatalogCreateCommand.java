package io.iqdb.tools;

import io.iqdb.Catalog;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Creates an empty collection. */
@picocli.CommandLine.Command(
    name = "create",
    description = "Create an empty collection, and the catalog where there is none.",
    customSynopsis = "iqdb catalog DIR create NAME --dim=N --metric=METRIC [--json]",
    mixinStandardHelpOptions = true)
final class CatalogCreateCommand extends Command {
  @ParentCommand private CatalogCommand catalog = new CatalogCommand();

  @Parameters(paramLabel = "NAME", description = "What to call it: any text of up to 255 bytes.")
  private String name = "";

  @Mixin private NewConfig wanted = new NewConfig();

  CatalogCreateCommand() {}

  @Override
  int run() {
    var config = wanted.config();
    try (Catalog open = Catalog.open(catalog.directory())) {
      open.create(name, config).close();
    }
    print(wanted.report(name), wanted.text(name));
    return ExitCode.OK;
  }
}
