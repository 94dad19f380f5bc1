package io.iqdb.torture;

import io.iqdb.Iqdb;
import io.iqdb.error.IqdbException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Tries to open a database for writing, from another class loader too. */
public final class OpenAttempt implements Callable<String> {
  /** It was opened, and closed. */
  static final String OPENED = "opened";

  private final Path path;

  /** Of the database at {@code path}. */
  public OpenAttempt(Path path) {
    this.path = path;
  }

  /** {@link #OPENED}, or kind and message of the refusal. */
  @Override
  public String call() {
    try (Iqdb db = Iqdb.open(path)) {
      return db.path().isEmpty() ? "nowhere" : OPENED;
    } catch (IqdbException refused) {
      return refused.toString();
    }
  }
}
