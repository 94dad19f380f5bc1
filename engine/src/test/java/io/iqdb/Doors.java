package io.iqdb;

import io.iqdb.store.Directory;

/** Opens databases in any directory, for tests of other packages. */
@SuppressWarnings("exports") // tests are no module of their own
public final class Doors {
  private Doors() {}

  /** As {@link Iqdb#open(java.nio.file.Path, OpenOptions)}. Closes {@code directory} in the end. */
  public static Iqdb open(Directory directory, OpenOptions options) {
    return Failures.translate(
        "open", () -> Opening.forWriting(directory, null, options, Opening.Existing.REQUIRED));
  }

  /** As {@link Iqdb#openReadOnly(java.nio.file.Path, OpenOptions)}. */
  public static Iqdb openReadOnly(Directory directory, OpenOptions options) {
    return Failures.translate("open", () -> Opening.forReading(directory, options));
  }
}
