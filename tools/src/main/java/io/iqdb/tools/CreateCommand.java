package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Creates an empty database. */
@picocli.CommandLine.Command(
    name = "create",
    description = "Create an empty database.",
    mixinStandardHelpOptions = true)
final class CreateCommand extends Command {
  @Parameters(paramLabel = "DB", description = "Directory of the new database.")
  private Path db = Path.of("");

  @Mixin private NewConfig wanted = new NewConfig();

  CreateCommand() {}

  @Override
  int run() {
    Iqdb.create(db, wanted.config(), OpenOptions.defaults()).close();
    print(wanted.report(db.toString()), wanted.text(db.toString()));
    return ExitCode.OK;
  }
}
