package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.tools.json.FilterJson;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Units;
import io.iqdb.types.Filter;
import io.iqdb.types.VectorId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes records by their ids, or all that match a filter. */
@picocli.CommandLine.Command(
    name = "delete",
    description = {
      "Delete records by their ids, or all that match a filter.",
      "Their bytes go with a later merge; purge removes them at once."
    },
    mixinStandardHelpOptions = true)
final class DeleteCommand extends Command {
  @Mixin private Target target = new Target();

  /** One of the two. */
  static final class Which {
    @Option(names = "--id", paramLabel = "ID", description = IdForm.DESCRIPTION)
    private List<String> ids = new ArrayList<>();

    @Option(
        names = "--filter",
        paramLabel = "JSON",
        description = "Which records, as in {\"op\":\"lt\",\"field\":\"year\",\"value\":2020}.")
    private @Nullable String filter;

    Which() {}
  }

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  @ArgGroup private IdForm form = new IdForm();

  DeleteCommand() {}

  @Override
  int run() {
    List<VectorId> ids = which.ids.stream().map(form::parse).toList();
    @Nullable Filter condition = which.filter == null ? null : FilterJson.parse(which.filter);
    try (Target.Opened opened = target.write(Target.UNMERGED)) {
      Iqdb open = opened.database();
      long deleted =
          condition == null ? ids.stream().filter(open::delete).count() : open.deleteAll(condition);
      print(
          new JsonReport().put("deleted", deleted),
          "deleted " + Units.count(deleted, "record") + "\n");
    }
    return ExitCode.OK;
  }
}
