package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.tools.data.FileIdentity;
import io.iqdb.tools.data.FileLabel;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.load.DataFiles;
import io.iqdb.tools.load.ImportPosition;
import io.iqdb.tools.load.Importer;
import io.iqdb.tools.output.ProgressView;
import io.iqdb.tools.output.Units;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a file, or what is missing of it. */
@picocli.CommandLine.Command(
    name = "import",
    description = {
      "Import a file of vectors: .fvecs, .bvecs, .npy, .jsonl or .csv.",
      "Ids are record numbers unless the file has ids. An import that was interrupted goes on where"
          + " it stopped when it is given again; one that is complete does nothing."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand extends Command {
  @Mixin private Target target = new Target();

  @Parameters(index = "1", paramLabel = "FILE", description = "What to import.")
  private Path file = Path.of("");

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = "JSON Lines: line n is the metadata of record n.")
  private @Nullable Path metadata;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that parse.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--fsync",
      paramLabel = "POLICY",
      converter = Labels.FsyncConverter.class,
      description = "When writes are synced: always (the default), never, or a period as in 100ms.")
  private FsyncPolicy fsync = FsyncPolicy.ALWAYS;

  @Option(
      names = "--chunk",
      paramLabel = "MIB",
      description = "Size of a chunk, which is stored as a whole: 1 to 4096, by default 32.")
  private int chunkMib = (int) (Importer.DEFAULT_CHUNK_BYTES >> 20);

  ImportCommand() {}

  @Override
  int run() throws IOException {
    requireAtLeast(1, threads, "--threads");
    requireAtLeast(1, chunkMib, "--chunk");
    Importer.Outcome outcome;
    try (RecordSource source =
            metadata == null ? DataFiles.open(file) : DataFiles.open(file, metadata);
        Target.Opened opened = target.write(OpenOptions.defaults().fsync(fsync))) {
      outcome = run(opened.database(), source);
    }
    print(report(outcome), text(outcome));
    return ExitCode.OK;
  }

  private Importer.Outcome run(Iqdb open, RecordSource source) throws IOException {
    ImportPosition start =
        new ImportPosition(
            0,
            false,
            FileIdentity.of(file),
            metadata == null ? ImportPosition.NO_METADATA : FileIdentity.of(metadata));
    String bookmark = ImportPosition.bookmarkName(FileLabel.nameOf(file));
    boolean counted = source.records().isPresent();
    try (ProgressView view =
        counted
            ? ProgressView.of("import", "records", 1, source.records().orElse(0))
            : ProgressView.of("import", "MiB", 1 << 20, source.bytes())) {
      Importer.Outcome outcome =
          new Importer(open, threads, (long) chunkMib << 20)
              .run(
                  source,
                  bookmark,
                  start,
                  (records, bytes) -> view.stepTo(counted ? records : bytes));
      view.stepTo(counted ? source.records().orElse(0) : source.bytes());
      return outcome;
    }
  }

  private static JsonReport report(Importer.Outcome outcome) {
    return new JsonReport()
        .put("imported", outcome.records())
        .put("imported_before", outcome.before())
        .put("already_complete", outcome.finishedBefore())
        .put("seconds", outcome.seconds())
        .put("records_per_second", outcome.records() / outcome.seconds());
  }

  private String text(Importer.Outcome outcome) {
    String name = FileLabel.nameOf(file);
    if (outcome.finishedBefore()) {
      return name
          + " was imported before, all "
          + Units.count(outcome.before())
          + " records: nothing to do\n";
    }
    String text =
        "imported "
            + Units.count(outcome.records())
            + " records in "
            + Units.seconds(outcome.seconds())
            + ", "
            + Units.rate(outcome.records() / outcome.seconds())
            + "\n";
    if (outcome.before() > 0) {
      text += "went on behind " + Units.count(outcome.before()) + " records imported before\n";
    }
    if (outcome.startedOver()) {
      text +=
          "another file called " + name + " was imported before: started with its first record\n";
    }
    return text;
  }
}
