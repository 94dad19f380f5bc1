package io.iqdb.tools;

import io.iqdb.DatabaseInfo;
import io.iqdb.Iqdb;
import io.iqdb.tools.output.SegmentBars;
import java.io.Console;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows a database beside its writer. */
@picocli.CommandLine.Command(
    name = "watch",
    description =
        "Follow a database beside its writer: segments as bars by size with their share of"
            + " deleted rows, what is being written, the log, and how much larger than its live data it"
            + " is. Ends with Ctrl-C.",
    mixinStandardHelpOptions = true)
final class WatchCommand extends Command {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Mixin private Target target = new Target();

  @Option(
      names = "--interval",
      paramLabel = "MS",
      description = "Milliseconds between two looks; 1,000 by default.")
  private long interval = 1_000;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many looks; 0, the default, never does.")
  private long count;

  /** Never opens: an interrupt ends the wait between two looks. */
  private final CountDownLatch pause = new CountDownLatch(1);

  WatchCommand() {}

  @Override
  int run() {
    requireAtLeast(10, interval, "--interval");
    requireAtLeast(0, count, "--count");
    boolean redraw = !json() && terminal();
    try (Target.Opened opened = target.read()) {
      Iqdb open = opened.database();
      for (long look = 1; ; look++) {
        DatabaseInfo info = open.info();
        print(InfoCommand.report(info), (redraw ? CLEAR : "") + SegmentBars.of(info));
        if (look == count) {
          return ExitCode.OK;
        }
        pause.await(interval, TimeUnit.MILLISECONDS);
        open.refresh();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // the console of java.base, the default of JDK 25, may be
  private static boolean terminal() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }
}
