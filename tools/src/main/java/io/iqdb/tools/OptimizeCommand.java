package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.Optimization;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Merges to the best layout. */
@picocli.CommandLine.Command(
    name = "optimize",
    description =
        "Merge to the best layout: as few segments as the policy allows, none with"
            + " deleted rows.",
    mixinStandardHelpOptions = true)
final class OptimizeCommand extends Command {
  @Mixin private Target target = new Target();

  @Option(
      names = "--reclaim",
      description = "Only rewrite segments with deleted rows, to give their space back.")
  private boolean reclaim;

  @Mixin private PolicyOptions policy = new PolicyOptions();

  OptimizeCommand() {}

  @Override
  int run() {
    OpenOptions options = OpenOptions.defaults().mergePolicy(policy.policy());
    try (Target.Opened opened = target.write(options)) {
      Iqdb open = opened.database();
      MergeReport report = MergeReport.before(open);
      Optimization optimization = reclaim ? open.reclaim() : open.optimize();
      report.follow(reclaim ? "reclaim" : "optimize", optimization);
      print(report.json(), report.text());
    }
    return ExitCode.OK;
  }
}
