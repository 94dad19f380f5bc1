package io.iqdb.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run of kills measured. Used by one thread. */
final class Figures {
  private static final Path FOLDER = Path.of("target", "reliability");

  private final List<Long> recoveryNanos = new ArrayList<>();
  private final Map<String, Integer> underWay = new TreeMap<>();
  private long killsAtWork;
  private long killsWhileOpening;
  private long killsWhileMerging;
  private long killsWithTemporaries;
  private long acknowledged;
  private long verified;
  private long framesReplayed;
  private long bytesCut;

  /** {@code merging}: and at least one merge ran, too. */
  void killedAtWork(boolean merging) {
    killsAtWork++;
    killsWhileMerging += merging ? 1 : 0;
  }

  /** A kill left so many files that were not published. */
  void left(long temporaries) {
    killsWithTemporaries += temporaries > 0 ? 1 : 0;
  }

  void killedWhileOpening() {
    killsWhileOpening++;
  }

  /** Kind of an operation that a kill met. */
  void met(String kind) {
    underWay.merge(kind, 1, Integer::sum);
  }

  void acknowledged() {
    acknowledged++;
  }

  void opened(long nanos) {
    recoveryNanos.add(nanos);
  }

  void replayed(long frames) {
    framesReplayed += frames;
  }

  void cut(long bytes) {
    bytesCut += bytes;
  }

  /** Everything that was acknowledged so far was found. */
  void allVerified() {
    verified = acknowledged;
  }

  long verified() {
    return verified;
  }

  long killsWhileMerging() {
    return killsWhileMerging;
  }

  long kills() {
    return killsAtWork + killsWhileOpening;
  }

  private double recoveryMillis(double quantile) {
    List<Long> sorted = new ArrayList<>(recoveryNanos);
    Collections.sort(sorted);
    int index = (int) Math.ceil(quantile * sorted.size()) - 1;
    return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, index)) / 1e6;
  }

  /** As JSON. */
  @Override
  public String toString() {
    StringBuilder kinds = new StringBuilder();
    underWay.forEach((kind, count) ->
        kinds
            .append(kinds.isEmpty() ? "" : ", ")
            .append('"')
            .append(kind)
            .append("\": ")
            .append(count));
    return String.format(
        Locale.ROOT,
        """
        {
          "kills": %d,
          "killsWhileOpening": %d,
          "killsWhileMerging": %d,
          "killsThatLeftTemporaries": %d,
          "operationsAcknowledged": %d,
          "operationsVerified": %d,
          "operationsLost": %d,
          "operationsPerRound": %.1f,
          "recoveryMillisP50": %.2f,
          "recoveryMillisP99": %.2f,
          "framesReplayed": %d,
          "bytesCut": %d,
          "underWayAtKill": {%s}
        }
        """,
        kills(),
        killsWhileOpening,
        killsWhileMerging,
        killsWithTemporaries,
        acknowledged,
        verified,
        acknowledged - verified,
        killsAtWork == 0 ? 0.0 : (double) acknowledged / killsAtWork,
        recoveryMillis(0.5),
        recoveryMillis(0.99),
        framesReplayed,
        bytesCut,
        kinds);
  }

  /** Prints them, and writes them to {@code target/reliability}. */
  void report(String name) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve(name + ".json"), toString());
    System.out.print(name + " " + this);
  }
}
