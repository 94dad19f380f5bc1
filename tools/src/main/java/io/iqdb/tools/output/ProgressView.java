package io.iqdb.tools.output;

import java.io.Console;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar with rate and time left, drawn on standard error where a person is looking at a terminal,
 * and nothing anywhere else. One thread.
 */
public final class ProgressView implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  private ProgressView(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  /** Of {@code total} things called {@code unit}, each of which counts {@code size} units. */
  @SuppressWarnings("SystemConsoleNull") // the console of java.base, the default of JDK 25, may be
  public static ProgressView of(String task, String unit, long size, long total) {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return new ProgressView(null);
    }
    return new ProgressView(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit(String.format(Locale.ROOT, " %s", unit), size)
            .setInitialMax(total)
            .setUpdateIntervalMillis(200)
            .showSpeed()
            .build());
  }

  /** As far as {@code done} of the total. */
  public void stepTo(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
