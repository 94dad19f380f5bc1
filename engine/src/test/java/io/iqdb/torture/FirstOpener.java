package io.iqdb.torture;

import io.iqdb.Iqdb;
import java.nio.file.Path;

/** Opens a database, for writing or for reading, and ends. */
final class FirstOpener {
  private FirstOpener() {}

  public static void main(String[] arguments) {
    Path path = Path.of(arguments[0]);
    boolean writing = Boolean.parseBoolean(arguments[1]);
    try (Iqdb db = writing ? Iqdb.open(path) : Iqdb.openReadOnly(path)) {
      System.out.println(db.size());
    }
  }
}
