package io.iqdb.tools;

import io.iqdb.Catalog;
import io.iqdb.CollectionInfo;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import java.util.List;
import picocli.CommandLine.ParentCommand;

/** Says which collections a catalog has. */
@picocli.CommandLine.Command(
    name = "list",
    description = "List the collections, also beside a writer; info says what they hold.",
    customSynopsis = "iqdb catalog DIR list [--json]",
    mixinStandardHelpOptions = true)
final class CatalogListCommand extends Command {
  @ParentCommand private CatalogCommand catalog = new CatalogCommand();

  CatalogListCommand() {}

  @Override
  int run() {
    try (Catalog open = Catalog.openReadOnly(catalog.directory())) {
      List<CollectionInfo> collections = open.list();
      print(
          new JsonReport()
              .put("collections", collections.stream().map(CatalogListCommand::report).toList()),
          text(collections));
    }
    return ExitCode.OK;
  }

  private static JsonReport report(CollectionInfo collection) {
    return new JsonReport()
        .put("name", collection.name())
        .put("dim", collection.config().dimension())
        .put("metric", Labels.of(collection.config().metric()))
        .put("index", Labels.of(collection.config().index()));
  }

  private static String text(List<CollectionInfo> collections) {
    if (collections.isEmpty()) {
      return "no collections\n";
    }
    TextTable table = new TextTable().row("collection", "dimension", "metric", "index");
    for (CollectionInfo collection : collections) {
      table.row(
          collection.name(),
          Units.count(collection.config().dimension()),
          Labels.of(collection.config().metric()),
          Labels.of(collection.config().index()));
    }
    return table.render();
  }
}
