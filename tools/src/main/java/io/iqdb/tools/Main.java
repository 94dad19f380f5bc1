package io.iqdb.tools;

import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Entry of the command line. Whatever goes wrong is one line on standard error and a code. */
@CommandLine.Command(
    name = "iqdb",
    description = "An embedded vector database: durable, exact, in one directory.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ok",
      "1:damage was found",
      "2:usage or bad input",
      "3:the database is locked",
      "4:input or output failed"
    },
    subcommands = {
      DemoCommand.class,
      CreateCommand.class,
      CatalogCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      SearchCommand.class,
      GetCommand.class,
      CountCommand.class,
      DeleteCommand.class,
      PurgeCommand.class,
      CheckpointCommand.class,
      InfoCommand.class,
      DumpCommand.class,
      CheckCommand.class,
      StatsCommand.class,
      MergeCommand.class,
      OptimizeCommand.class,
      WatchCommand.class
    })
public final class Main implements Runnable {
  @CommandLine.Spec private @Nullable CommandSpec spec;

  Main() {}

  /** Runs a command and leaves with its exit code. */
  public static void main(String[] arguments) {
    CommandLine line = commandLine();
    line.setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(execute(line, arguments));
  }

  /** Errors of the machine, such as too little memory, end as every other failure does. */
  private static int execute(CommandLine line, String[] arguments) {
    try {
      return line.execute(arguments);
    } catch (Error failure) {
      return report(line, failure, false);
    } finally {
      line.getOut().flush();
    }
  }

  /** The parser of all commands, with its error handling. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    giveVersion(line);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, result) -> handle(failure, command));
    line.setParameterExceptionHandler(Main::handle);
    return line;
  }

  private static void giveVersion(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(new Version());
      giveVersion(command);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "expected a command");
  }

  private static int handle(Exception failure, CommandLine command) {
    return report(
        command, failure, command.getCommand() instanceof Command known && known.verbose());
  }

  private static int handle(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String problem = String.valueOf(failure.getMessage()).lines().findFirst().orElse("bad usage");
    command
        .getErr()
        .println(
            "iqdb: " + problem + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
    return ExitCode.USAGE;
  }

  private static int report(CommandLine command, Throwable failure, boolean verbose) {
    command.getErr().println("iqdb: " + ExitCode.line(failure));
    if (verbose) {
      failure.printStackTrace(command.getErr());
    }
    return ExitCode.of(failure);
  }

  /** The version of the module, which the build compiles into it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable ModuleDescriptor module = Main.class.getModule().getDescriptor();
      return new String[] {
        "iqdb " + (module == null ? "on the class path" : module.rawVersion().orElse("unknown"))
      };
    }
  }
}
