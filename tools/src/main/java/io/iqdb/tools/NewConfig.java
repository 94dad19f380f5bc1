package io.iqdb.tools;

import io.iqdb.IqdbConfig;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What a new database or collection is made with. */
final class NewConfig {
  @Option(names = "--dim", required = true, paramLabel = "N", description = "Components a vector.")
  private int dimension;

  @Option(
      names = "--metric",
      required = true,
      paramLabel = "METRIC",
      description = "How distance is measured: ${COMPLETION-CANDIDATES}.")
  private DistanceMetric metric = DistanceMetric.EUCLIDEAN;

  @Option(names = "--index", description = "How segments answer searches: flat, which is exact.")
  private IndexKind index = IndexKind.FLAT;

  NewConfig() {}

  /** The configuration; refuses values out of their range. */
  IqdbConfig config() {
    return new IqdbConfig(dimension, metric, index);
  }

  /** Says what was created. */
  JsonReport report(String created) {
    return new JsonReport()
        .put("created", created)
        .put("dim", dimension)
        .put("metric", Labels.of(metric))
        .put("index", Labels.of(index));
  }

  /** The same for people. */
  String text(String created) {
    return String.format(
        Locale.ROOT,
        "created %s: %d components, %s, %s%n",
        created,
        dimension,
        Labels.of(metric),
        Labels.of(index));
  }
}
