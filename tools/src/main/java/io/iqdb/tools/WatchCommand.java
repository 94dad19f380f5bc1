package io.iqdb.tools;

import io.iqdb.DatabaseInfo;
import io.iqdb.DatabaseStats;
import io.iqdb.Iqdb;
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
            + " deleted rows, merges that run and how far they are, the log, the last merges, and what"
            + " all of it costs in space and in writing. Shows what the files say: a merge comes into"
            + " view with its first 256 KiB, and whether it is paused cannot be seen. Ends with Ctrl-C.",
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
    WatchView view = new WatchView();
    try (Target.Opened opened = target.read()) {
      Iqdb open = opened.database();
      for (long look = 1; ; look++) {
        DatabaseInfo info = open.info();
        DatabaseStats stats = open.stats();
        print(view.report(info, stats), (redraw ? CLEAR : "") + view.next(info, stats));
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
