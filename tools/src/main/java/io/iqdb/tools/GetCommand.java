package io.iqdb.tools;

import io.iqdb.Iqdb;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.json.JsonRecord;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.HexFormat;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints one record. */
@picocli.CommandLine.Command(
    name = "get",
    description = "Print one record.",
    mixinStandardHelpOptions = true)
final class GetCommand extends Command {
  @Parameters(index = "0", paramLabel = "DB", description = "Directory of the database.")
  private Path db = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "A number, or else a string that stands for its UTF-8 bytes.")
  private String id = "";

  @ArgGroup private Form form = new Form();

  /** At most one of them. */
  static final class Form {
    @Option(names = "--text", description = "ID is a string, even if it looks like a number.")
    private boolean text;

    @Option(names = "--hex", description = "ID is hex digits that stand for bytes.")
    private boolean hex;

    Form() {}
  }

  GetCommand() {}

  @Override
  int run() {
    try (Iqdb open = Iqdb.openReadOnly(db)) {
      VectorRecord record =
          open.get(id())
              .orElseThrow(() -> new InvalidArgumentException("there is no record of that id"));
      print(JsonReport.toJson(record) + "\n");
    }
    return ExitCode.OK;
  }

  private VectorId id() {
    if (form.hex) {
      try {
        return VectorId.of(HexFormat.of().parseHex(id));
      } catch (IllegalArgumentException e) {
        throw new InvalidArgumentException("ID is not pairs of hex digits");
      }
    }
    if (!form.text && id.matches("[0-9]+")) {
      try {
        return VectorId.of(Long.parseUnsignedLong(id));
      } catch (NumberFormatException e) {
        throw new InvalidArgumentException("ID is larger than 2^64 - 1; is it a string (--text)?");
      }
    }
    return JsonRecord.textId(id);
  }
}
