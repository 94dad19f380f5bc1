package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.types.VectorRecord;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints one record. */
@picocli.CommandLine.Command(
    name = "get",
    description = "Print one record.",
    mixinStandardHelpOptions = true)
final class GetCommand extends Command {
  @Mixin private Target target = new Target();

  @Parameters(index = "1", paramLabel = "ID", description = IdForm.DESCRIPTION)
  private String id = "";

  @ArgGroup private IdForm form = new IdForm();

  GetCommand() {}

  @Override
  int run() {
    try (Target.Opened opened = target.read()) {
      Iqdb open = opened.database();
      VectorRecord record =
          open.get(form.parse(id))
              .orElseThrow(() -> new InvalidArgumentException("there is no record of that id"));
      print(JsonReport.toJson(record) + "\n");
    }
    return ExitCode.OK;
  }
}
