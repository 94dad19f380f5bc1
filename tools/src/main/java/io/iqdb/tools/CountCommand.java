package io.iqdb.tools;

import io.iqdb.tools.json.FilterJson;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Units;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts records. */
@picocli.CommandLine.Command(
    name = "count",
    description = "Count the records, or those that match a filter; works beside a writer.",
    mixinStandardHelpOptions = true)
final class CountCommand extends Command {
  @Mixin private Target target = new Target();

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Which records count, as in {\"op\":\"ge\",\"field\":\"year\",\"value\":2020}.")
  private @Nullable String filter;

  CountCommand() {}

  @Override
  int run() {
    try (Target.Opened opened = target.read()) {
      long records =
          filter == null
              ? opened.database().size()
              : opened.database().count(FilterJson.parse(filter));
      print(new JsonReport().put("records", records), Units.count(records) + " records\n");
    }
    return ExitCode.OK;
  }
}
