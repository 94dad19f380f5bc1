package io.iqdb.tools;

import io.iqdb.DatabaseInfo;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.error.Require;
import io.iqdb.tools.data.FileIdentity;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.load.DataFiles;
import io.iqdb.tools.load.ImportPosition;
import io.iqdb.tools.load.Importer;
import io.iqdb.tools.measure.BruteForce;
import io.iqdb.tools.measure.Clusters;
import io.iqdb.tools.measure.Recall;
import io.iqdb.tools.measure.Sample;
import io.iqdb.tools.measure.SearchRun;
import io.iqdb.tools.output.ProgressView;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the database does, on made-up vectors or on a file. */
@picocli.CommandLine.Command(
    name = "demo",
    description = {
      "Import vectors durably, search them, and compare with brute force.",
      "Without DATA the vectors are made up; without --db the database is temporary."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand extends Command {
  private static final int DIMENSION = 128;
  private static final int QUERIES = 1_000;
  private static final int K = 10;

  @Parameters(
      arity = "0..1",
      paramLabel = "DATA",
      description = "Vectors: .fvecs, .bvecs, .npy, .jsonl or .csv.")
  private @Nullable Path data;

  @Option(
      names = "--db",
      paramLabel = "DB",
      description = "Directory of the database, which stays.")
  private @Nullable Path db;

  @Option(
      names = "--metric",
      description = "How distance is measured: ${COMPLETION-CANDIDATES}; by default euclidean.")
  private DistanceMetric metric = DistanceMetric.EUCLIDEAN;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "How many vectors are made up, by default 100000.")
  private long records = 100_000;

  DemoCommand() {}

  /** What was measured. */
  private record Figures(
      DatabaseInfo info,
      Importer.Outcome load,
      SearchRun.Result search,
      double recall,
      double bruteSeconds) {}

  @Override
  int run() throws IOException {
    requireAtLeast(1, records, "--records");
    if (db != null) {
      measure(db);
      return ExitCode.OK;
    }
    Path temporary = Files.createTempDirectory("iqdb-demo-");
    try {
      measure(temporary.resolve("db"));
    } finally {
      delete(temporary);
    }
    return ExitCode.OK;
  }

  private void measure(Path path) throws IOException {
    List<Vector> queries;
    try (RecordSource source = source()) {
      queries =
          source instanceof Clusters made ? made.queries(QUERIES) : Sample.of(source, QUERIES);
      Require.argument(!queries.isEmpty(), "%s holds no vector", source.name());
    }
    IqdbConfig config = IqdbConfig.of(queries.getFirst().dimension(), metric);
    try (Iqdb open = Iqdb.open(path, config)) {
      Importer.Outcome load = load(open);
      open.flush();
      List<Query> searches =
          queries.stream().map(query -> Query.of(query, K).withoutMetadata()).toList();
      SearchRun.Result search = SearchRun.run(open, searches, 1, QUERIES / 10, 1);
      long began = System.nanoTime();
      double recall = recall(open, queries, search);
      double bruteSeconds = (System.nanoTime() - began) / 1e9;
      Figures figures = new Figures(open.info(), load, search, recall, bruteSeconds);
      print(report(figures, path), text(figures, path));
    }
  }

  private RecordSource source() throws IOException {
    return data == null ? new Clusters(DIMENSION, records) : DataFiles.open(data);
  }

  private Importer.Outcome load(Iqdb open) throws IOException {
    try (RecordSource source = source();
        ProgressView view = ProgressView.of("import", "MiB", 1 << 20, source.bytes())) {
      FileIdentity identity =
          data == null ? new FileIdentity(source.bytes(), DIMENSION) : FileIdentity.of(data);
      Importer importer =
          new Importer(
              open, Runtime.getRuntime().availableProcessors(), Importer.DEFAULT_CHUNK_BYTES);
      Importer.Outcome outcome =
          importer.run(
              source,
              ImportPosition.bookmarkName(source.name()),
              new ImportPosition(0, false, identity, ImportPosition.NO_METADATA),
              (count, bytes) -> view.stepTo(bytes));
      view.stepTo(source.bytes());
      return outcome;
    }
  }

  /** Against the source itself, not against what the database says it holds. */
  private double recall(Iqdb open, List<Vector> queries, SearchRun.Result search)
      throws IOException {
    List<List<VectorId>> truth;
    try (RecordSource source = source()) {
      truth = BruteForce.neighbours(metric, queries, K, source);
    }
    Recall recall = new Recall(metric, open::get);
    for (int i = 0; i < queries.size(); i++) {
      recall.add(queries.get(i), K, truth.get(i), search.hits().get(i));
    }
    return recall.value();
  }

  private JsonReport report(Figures figures, Path path) {
    DatabaseInfo info = figures.info();
    JsonReport report =
        new JsonReport()
            .put("records", info.records())
            .put("dim", info.config().dimension())
            .put("metric", Labels.of(metric))
            .put("imported", figures.load().records())
            .put("import_seconds", figures.load().seconds())
            .put("import_records_per_second", figures.load().records() / figures.load().seconds())
            .put("queries", figures.search().hits().size())
            .put("k", K)
            .put("recall", figures.recall())
            .put("qps", figures.search().rate());
    return SearchCommand.latencies(report, figures.search().latencies())
        .put("brute_force_seconds", figures.bruteSeconds())
        .put("directory", path.toString())
        .put("bytes_on_disk", info.bytesOnDisk())
        .put("files", InfoCommand.files(info));
  }

  private String text(Figures figures, Path path) {
    DatabaseInfo info = figures.info();
    Importer.Outcome load = figures.load();
    SearchRun.Result search = figures.search();
    String imported =
        load.finishedBefore()
            ? "before, nothing to do"
            : Units.count(load.records())
                + " records in "
                + Units.seconds(load.seconds())
                + ", "
                + Units.rate(load.records() / load.seconds())
                + ", durable";
    return new TextTable()
            .row(
                "vectors",
                Units.count(info.records())
                    + " of "
                    + info.config().dimension()
                    + " components, "
                    + (data == null ? "made up" : "from " + data))
            .row("metric", Labels.of(metric))
            .row("imported", imported)
            .row(
                "searched",
                Units.count(search.hits().size())
                    + " queries, k = "
                    + K
                    + ", "
                    + Units.rate(search.rate())
                    + " on one thread")
            .row("p50", Units.micros(search.latencies().micros(0.50)))
            .row("p99", Units.micros(search.latencies().micros(0.99)))
            .row(
                "recall@" + K,
                Units.share(figures.recall())
                    + " against brute force, which took "
                    + Units.seconds(figures.bruteSeconds()))
            .row(
                "on disk",
                Units.bytes(info.bytesOnDisk())
                    + ", "
                    + info.bytesOnDisk() / Math.max(1, info.records())
                    + " bytes a record")
            .row("directory", path + (db == null ? ", removed now; keep one with --db" : ""))
            .render()
        + "\n"
        + InfoCommand.directory(info);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
