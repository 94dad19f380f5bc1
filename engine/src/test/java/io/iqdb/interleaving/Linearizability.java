package io.iqdb.interleaving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * R30: random scenarios of few calls on two threads, each run under many interleavings. Whatever
 * the calls return has to be what some order of them returns on one thread.
 */
public final class Linearizability {
  private static final int THREADS = 2;
  private static final int CALLS = 3;

  private Linearizability() {}

  /** Interleavings chosen switch by switch, a few. */
  public static void check(Class<?> subject) throws IOException {
    model("r30-" + subject.getSimpleName(), subject, 8, 200);
  }

  /** The same with many, and with threads that nobody holds. */
  public static void checkLong(Class<?> subject) throws IOException {
    String id = "r30-slow-" + subject.getSimpleName();
    model(id, subject, 60, 3_000);
    long begun = System.nanoTime();
    new StressOptions()
        .iterations(30)
        .invocationsPerIteration(3_000)
        .threads(THREADS)
        .actorsPerThread(CALLS)
        .check(subject);
    write(id + "-stress", 30, 3_000, begun);
  }

  private static void model(String id, Class<?> subject, int scenarios, int interleavings)
      throws IOException {
    long begun = System.nanoTime();
    new ModelCheckingOptions()
        .iterations(scenarios)
        .invocationsPerIteration(interleavings)
        .threads(THREADS)
        .actorsPerThread(CALLS)
        .check(subject);
    write(id, scenarios, interleavings, begun);
  }

  private static void write(String id, int scenarios, int interleavings, long begun)
      throws IOException {
    String json =
        String.format(
            Locale.ROOT,
            "{\"test\": \"%s\", \"scenarios\": %d, \"interleavingsEachAtMost\": %d,"
                + " \"violations\": 0, \"seconds\": %.1f}",
            id,
            scenarios,
            interleavings,
            (System.nanoTime() - begun) / 1e9);
    System.out.println(json);
    Path folder = Files.createDirectories(Path.of("target", "reliability"));
    Files.writeString(folder.resolve(id + ".json"), json + "\n");
  }
}
