package io.iqdb.torture;

import io.iqdb.Catalog;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.types.DistanceMetric;
import java.nio.file.Path;

/** Opens and closes, says what is still being loaded, and whether it was interrupted; and ends. */
final class ShortProgram {
  private ShortProgram() {}

  public static void main(String[] arguments) {
    IqdbConfig config = IqdbConfig.of(2, DistanceMetric.DOT);
    switch (arguments[0]) {
      case "database" -> Iqdb.inMemory(config).close();
      case "interrupted" -> {
        try (Iqdb db = Iqdb.inMemory(config)) {
          db.flush();
          Thread.currentThread().interrupt();
        }
      }
      case "several" -> {
        try (Iqdb one = Iqdb.inMemory(config);
            Iqdb other = Iqdb.inMemory(config)) {
          one.flush();
          other.flush();
        }
      }
      case "catalog" -> {
        try (Catalog catalog = Catalog.open(Path.of(arguments[1]))) {
          catalog.create("a", config).close();
        }
      }
      case "unused" -> Catalog.open(Path.of(arguments[1])).close();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    boolean loading =
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("iqdb-warm-up"));
    System.out.println(
        (loading ? "loading" : "done") + (Thread.interrupted() ? ", interrupted" : ""));
  }
}
