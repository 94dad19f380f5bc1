package io.iqdb.tools;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done to a catalog: the command behind the directory says. */
@picocli.CommandLine.Command(
    name = "catalog",
    description = {
      "List, create, rename and drop the collections of a catalog.",
      "Other commands take a collection with DB --collection NAME."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | create | rename | drop)",
    subcommands = {
      CatalogListCommand.class,
      CatalogCreateCommand.class,
      CatalogRenameCommand.class,
      CatalogDropCommand.class
    })
final class CatalogCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of the catalog.")
  private Path directory = Path.of("");

  CatalogCommand() {}

  Path directory() {
    return directory;
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "expected list, create, rename or drop behind the directory");
  }
}
