package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates an empty database. */
@picocli.CommandLine.Command(
    name = "create",
    description = "Create an empty database.",
    mixinStandardHelpOptions = true)
final class CreateCommand extends Command {
  @Parameters(paramLabel = "DB", description = "Directory of the new database.")
  private Path db = Path.of("");

  @Option(names = "--dim", required = true, paramLabel = "N", description = "Components a vector.")
  private int dimension;

  @Option(
      names = "--metric",
      required = true,
      description = "How distance is measured: ${COMPLETION-CANDIDATES}.")
  private DistanceMetric metric = DistanceMetric.EUCLIDEAN;

  @Option(names = "--index", description = "How segments answer searches: flat, which is exact.")
  private IndexKind index = IndexKind.FLAT;

  CreateCommand() {}

  @Override
  int run() {
    IqdbConfig config = new IqdbConfig(dimension, metric, index);
    Iqdb.create(db, config, OpenOptions.defaults()).close();
    print(
        new JsonReport()
            .put("created", db.toString())
            .put("dim", dimension)
            .put("metric", Labels.of(metric))
            .put("index", Labels.of(index)),
        String.format(
            Locale.ROOT,
            "created %s: %d components, %s, %s%n",
            db,
            dimension,
            Labels.of(metric),
            Labels.of(index)));
    return ExitCode.OK;
  }
}
