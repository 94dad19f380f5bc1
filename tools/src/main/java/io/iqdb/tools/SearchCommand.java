package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.Require;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.Records;
import io.iqdb.tools.data.rows.IvecsFile;
import io.iqdb.tools.json.FilterJson;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.load.DataFiles;
import io.iqdb.tools.measure.Latencies;
import io.iqdb.tools.measure.Recall;
import io.iqdb.tools.measure.SearchRun;
import io.iqdb.tools.output.TextTable;
import io.iqdb.tools.output.Units;
import io.iqdb.types.Filter;
import io.iqdb.types.Query;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches the vectors of a file and says how well and how fast. */
@picocli.CommandLine.Command(
    name = "search",
    description = "Search the vectors of a file; say how fast, and with ground truth how well.",
    mixinStandardHelpOptions = true)
final class SearchCommand extends Command {
  /** Of every search there is: all scan. */
  private static final String PLAN = "exact";

  @Mixin private Target target = new Target();

  @Parameters(
      index = "1",
      paramLabel = "QUERIES",
      description = "Vectors: .fvecs, .bvecs, .npy, .jsonl or .csv.")
  private Path file = Path.of("");

  @Option(names = "-k", paramLabel = "N", description = "Hits a query, by default 10.")
  private int k = 10;

  @Option(
      names = "--groundtruth",
      paramLabel = "FILE",
      description = "The ids of the true neighbours of each query, nearest first, -1 for none.")
  private @Nullable Path truth;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Which records count, as in {\"op\":\"ge\",\"field\":\"year\",\"value\":2020}.")
  private @Nullable String filter;

  @SuppressWarnings("unused") // there is nothing but exact search to choose from
  @Option(names = "--exact", description = "Force exact search, which every search is by now.")
  private boolean exact;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that search, by default 1.")
  private int threads = 1;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Searches before those that count, by default 100.")
  private int warmup = 100;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "How often each query is searched, by default once.")
  private int repeat = 1;

  SearchCommand() {}

  @Override
  int run() throws IOException {
    requireAtLeast(1, k, "-k");
    requireAtLeast(1, threads, "--threads");
    requireAtLeast(0, warmup, "--warmup");
    requireAtLeast(1, repeat, "--repeat");
    @Nullable Filter condition = filter == null ? null : FilterJson.parse(filter);
    try (Target.Opened opened = target.read()) {
      Iqdb open = opened.database();
      List<Query> queries = queries(open, condition);
      try (@Nullable IvecsFile neighbours =
          truth == null ? null : openTruth(truth, queries.size())) {
        SearchRun.Result result = SearchRun.run(open, queries, threads, warmup, repeat);
        @Nullable Recall recall =
            neighbours == null ? null : recall(open, queries, result, neighbours);
        print(report(queries.size(), result, recall), text(queries.size(), result, recall));
      }
    }
    return ExitCode.OK;
  }

  private List<Query> queries(Iqdb open, @Nullable Filter condition) throws IOException {
    List<Query> queries = new ArrayList<>();
    try (RecordSource source = DataFiles.open(file)) {
      int dimension = open.config().dimension();
      if (source.dimension() != 0 && source.dimension() != dimension) {
        throw new DataFileException(
            source.name(),
            "record 0",
            "expected dimension " + dimension + " as in the database, found " + source.dimension());
      }
      new Records(source, 0)
          .forEachRemaining(record -> {
            Query query = Query.of(record.vector(), k).withoutMetadata();
            queries.add(condition == null ? query : query.filter(condition));
          });
      Require.argument(!queries.isEmpty(), "%s holds no query", source.name());
    }
    return queries;
  }

  private IvecsFile openTruth(Path path, int queries) throws IOException {
    IvecsFile opened = IvecsFile.open(path);
    if (opened.rows() < queries || opened.width() < k) {
      opened.close();
      throw new InvalidArgumentException(
          opened.name()
              + ": expected "
              + queries
              + " rows of "
              + k
              + " ids or more, found "
              + opened.rows()
              + " of "
              + opened.width());
    }
    return opened;
  }

  private Recall recall(
      Iqdb open, List<Query> queries, SearchRun.Result result, IvecsFile neighbours)
      throws IOException {
    Recall recall = new Recall(open.config().metric(), open::get);
    for (int i = 0; i < queries.size(); i++) {
      List<VectorId> ids =
          Arrays.stream(neighbours.row(i))
              .takeWhile(id -> id >= 0)
              .mapToObj(id -> VectorId.of((long) id))
              .toList();
      recall.add(queries.get(i).vector(), k, ids, result.hits().get(i));
    }
    return recall;
  }

  private JsonReport report(int queries, SearchRun.Result result, @Nullable Recall recall) {
    JsonReport report = new JsonReport().put("queries", queries).put("k", k);
    if (recall == null) {
      report.putNull("recall");
    } else {
      report.put("recall", recall.value());
    }
    return latencies(report.put("qps", result.rate()), result.latencies())
        .put("threads", threads)
        .put("plan", PLAN);
  }

  /** Adds the figures of {@code latencies} under their stable names. */
  static JsonReport latencies(JsonReport report, Latencies latencies) {
    return report
        .put("p50_us", latencies.micros(0.50))
        .put("p95_us", latencies.micros(0.95))
        .put("p99_us", latencies.micros(0.99))
        .put("p999_us", latencies.micros(0.999));
  }

  private String text(int queries, SearchRun.Result result, @Nullable Recall recall) {
    TextTable table =
        new TextTable()
            .row("queries", Units.count(queries))
            .row("k", Units.count(k))
            .row("plan", PLAN)
            .row("threads", Units.count(threads))
            .row("rate", Units.rate(result.rate()));
    if (recall != null) {
      table.row("recall@" + k, Units.share(recall.value()));
    }
    return table
        .row("p50", Units.micros(result.latencies().micros(0.50)))
        .row("p95", Units.micros(result.latencies().micros(0.95)))
        .row("p99", Units.micros(result.latencies().micros(0.99)))
        .row("p999", Units.micros(result.latencies().micros(0.999)))
        .render();
  }
}
