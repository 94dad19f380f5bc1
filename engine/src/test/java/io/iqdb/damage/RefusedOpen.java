package io.iqdb.damage;

import io.iqdb.CheckReport;
import io.iqdb.DatabaseCheck;
import io.iqdb.FileDump;
import io.iqdb.Iqdb;
import io.iqdb.error.CorruptFileException;
import java.nio.file.Path;

/**
 * A process that meets a database which nobody may open: it looks at it in every way, and prints
 * how much the check found and how long all of it took. An answer, or another failure, ends it.
 */
final class RefusedOpen {
  private RefusedOpen() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    long started = System.nanoTime();
    refuses(() -> Iqdb.openReadOnly(directory));
    refuses(() -> Iqdb.open(directory));
    long opens = (System.nanoTime() - started) / 1_000_000;
    FileDump.run(
        directory.resolve(SampleDatabase.MANIFEST.toString()), FileDump.Options.defaults());
    CheckReport report = DatabaseCheck.run(directory, 3);
    if (report.clean()) {
      throw new AssertionError("clean");
    }
    int findings = report.findings().size();
    long all = (System.nanoTime() - started) / 1_000_000;
    System.out.println(
        "refused twice in " + opens + " ms, findings " + findings + ", all in " + all + " ms");
  }

  /** Opens a database. */
  private interface Door {
    Iqdb open();
  }

  private static void refuses(Door door) {
    try (Iqdb opened = door.open()) {
      throw new AssertionError("opened, with " + opened.size() + " records");
    } catch (CorruptFileException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("damage without a name", refused);
      }
    }
  }
}
