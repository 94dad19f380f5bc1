package io.iqdb.tools;

import io.iqdb.error.Require;
import io.iqdb.tools.json.JsonReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: JSON instead of tables, and details of errors. One thread. */
abstract class Command implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(names = "--verbose", description = "Print the stack trace of an error.")
  private boolean verbose;

  /** Does the work and gives the exit code. */
  abstract int run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    return run();
  }

  final boolean json() {
    return json;
  }

  final boolean verbose() {
    return verbose;
  }

  /** Prints the object, or the text for people. */
  final void print(JsonReport report, String text) {
    print(json ? report.toJson() + "\n" : text);
  }

  final void print(String text) {
    out().print(text);
    out().flush();
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec, "picocli sets it before it calls").commandLine().getOut();
  }

  /** Checks an option that counts something. */
  static void requireAtLeast(long least, long value, String option) {
    Require.argument(value >= least, "%s is %d, it must be at least %d", option, value, least);
  }
}
