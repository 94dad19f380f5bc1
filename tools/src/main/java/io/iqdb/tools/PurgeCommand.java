package io.iqdb.tools;

import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Units;
import io.iqdb.types.VectorId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes records and every trace of them. */
@picocli.CommandLine.Command(
    name = "purge",
    description = {
      "Delete records for good: afterwards no file of the directory holds them, nor earlier"
          + " versions of them.",
      "Rewrites each segment that holds one. Copies made by checkpoint keep them, and the medium"
          + " is not written over."
    },
    mixinStandardHelpOptions = true)
final class PurgeCommand extends Command {
  @Mixin private Target target = new Target();

  @Option(names = "--id", required = true, paramLabel = "ID", description = IdForm.DESCRIPTION)
  private List<String> ids = new ArrayList<>();

  @ArgGroup private IdForm form = new IdForm();

  PurgeCommand() {}

  @Override
  int run() {
    List<VectorId> wanted = ids.stream().map(form::parse).toList();
    try (Target.Opened opened = target.write(Target.UNMERGED)) {
      int purged = opened.database().purge(wanted);
      print(
          new JsonReport().put("purged", purged),
          "purged " + Units.count(purged, "record") + ", and what was left of earlier versions\n");
    }
    return ExitCode.OK;
  }
}
