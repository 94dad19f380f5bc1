package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.error.Require;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.load.Exporter;
import io.iqdb.tools.output.Units;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports all records of one snapshot. */
@picocli.CommandLine.Command(
    name = "export",
    description = {
      "Export all records, in the order in which they were inserted.",
      "To a .jsonl file with ids and metadata, to a .fvecs file of vectors alone, or as JSON Lines"
          + " to standard output where FILE is -."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand extends Command {
  @Mixin private Target target = new Target();

  @Parameters(index = "1", paramLabel = "FILE", description = "Where to, or -.")
  private String file = "";

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  ExportCommand() {}

  @Override
  int run() throws IOException {
    boolean stdout = file.equals("-");
    Require.argument(!stdout || !json(), "--json needs a FILE, standard output has the records");
    try (Target.Opened opened = target.read()) {
      Iqdb open = opened.database();
      if (stdout) {
        // closing it would close the descriptor under everything else that prints
        Exporter.jsonl(open, new FileOutputStream(FileDescriptor.out));
        return ExitCode.OK;
      }
      long records = Exporter.export(open, Path.of(file), force);
      print(
          new JsonReport().put("exported", records).put("file", file),
          "exported " + Units.count(records, "record") + " to " + file + "\n");
    }
    return ExitCode.OK;
  }
}
