package io.iqdb.tools;

import io.iqdb.DatabaseInfo;
import io.iqdb.Iqdb;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Units;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies a database. */
@picocli.CommandLine.Command(
    name = "checkpoint",
    description = {
      "Copy a database, or a collection, into a directory that is absent or empty.",
      "The copy is a database of its own; on one file system it shares the files, which never"
          + " change, and costs no space."
    },
    mixinStandardHelpOptions = true)
final class CheckpointCommand extends Command {
  @Mixin private Target target = new Target();

  @Parameters(index = "1", paramLabel = "TARGET", description = "Directory of the copy.")
  private Path copy = Path.of("");

  CheckpointCommand() {}

  @Override
  int run() {
    try (Target.Opened opened = target.write(Target.UNMERGED)) {
      opened.database().checkpoint(copy);
    }
    try (Iqdb open = Iqdb.openReadOnly(copy)) {
      DatabaseInfo info = open.info();
      print(
          new JsonReport()
              .put("checkpoint", copy.toString())
              .put("records", info.records())
              .put("bytes_on_disk", info.bytesOnDisk()),
          "copied "
              + Units.count(info.records())
              + " records, "
              + Units.bytes(info.bytesOnDisk())
              + ", to "
              + copy
              + "\n");
    }
    return ExitCode.OK;
  }
}
