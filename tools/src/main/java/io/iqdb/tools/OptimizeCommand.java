package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.Optimization;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges to the best layout. */
@picocli.CommandLine.Command(
    name = "optimize",
    description =
        "Merge to the best layout: as few segments as the policy allows, none with"
            + " deleted rows.",
    mixinStandardHelpOptions = true)
final class OptimizeCommand extends Command {
  @Parameters(paramLabel = "DB", description = "Directory of the database.")
  private Path db = Path.of("");

  @Option(
      names = "--reclaim",
      description = "Only rewrite segments with deleted rows, to give their space back.")
  private boolean reclaim;

  @Mixin private PolicyOptions policy = new PolicyOptions();

  OptimizeCommand() {}

  @Override
  int run() {
    OpenOptions options = OpenOptions.defaults().mergePolicy(policy.policy());
    try (Iqdb open = Iqdb.open(db, options)) {
      MergeReport report = MergeReport.before(open);
      Optimization optimization = reclaim ? open.reclaim() : open.optimize();
      report.follow(reclaim ? "reclaim" : "optimize", optimization);
      print(report.json(), report.text());
    }
    return ExitCode.OK;
  }
}
