package io.iqdb.tools;

import io.iqdb.FileDump;
import io.iqdb.tools.json.JsonReport;
import io.iqdb.tools.output.Outline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what one file of a database holds. */
@picocli.CommandLine.Command(
    name = "dump",
    description = {
      "Show what one file of a database holds, also beside a writer; changes nothing.",
      "Exit code 1 where the file is damaged; what can be read is shown all the same."
    },
    mixinStandardHelpOptions = true)
final class DumpCommand extends Command {
  @Parameters(paramLabel = "FILE", description = "A file in a database directory.")
  private Path file = Path.of("");

  @Option(
      names = "--skip",
      paramLabel = "N",
      description = "Rows, frames or entries to pass over, by default none.")
  private long skip;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most entries of each list to show, by default 20.")
  private int limit = FileDump.Options.defaults().limit();

  @Option(names = "--vectors", description = "Show the components of vectors.")
  private boolean vectors;

  DumpCommand() {}

  @Override
  int run() throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    SequencedMap<String, Object> content =
        FileDump.run(file, new FileDump.Options(skip, limit, vectors));
    JsonReport report = new JsonReport();
    content.forEach(report::putPlain);
    print(report, Outline.of(content));
    boolean damaged = content.get("findings") instanceof List<?> findings && !findings.isEmpty();
    return damaged ? ExitCode.DAMAGE : ExitCode.OK;
  }
}
