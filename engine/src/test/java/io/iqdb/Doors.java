package io.iqdb;

import io.iqdb.store.Directory;
import io.iqdb.write.Tuning;
import org.jspecify.annotations.Nullable;

/** Opens databases on any directory, for tests outside this package. */
public final class Doors {
  private Doors() {}

  /** As {@link Iqdb#open(java.nio.file.Path, OpenOptions)}. Closes {@code directory} in the end. */
  public static Iqdb open(Directory directory, OpenOptions options) {
    return Failures.translate(
        "open", () -> Opening.forWriting(directory, null, options, Opening.Existing.REQUIRED));
  }

  /** Opens or creates, as {@link Iqdb#open(java.nio.file.Path, IqdbConfig, OpenOptions)} does. */
  public static Iqdb open(
      Directory directory, IqdbConfig config, OpenOptions options, Tuning tuning) {
    return Failures.translate(
        "open",
        () -> Opening.forWriting(directory, config, options, Opening.Existing.WELCOME, tuning));
  }

  /** As {@link Iqdb#openReadOnly(java.nio.file.Path, OpenOptions)}. */
  public static Iqdb openReadOnly(Directory directory, OpenOptions options) {
    return Failures.translate("open", () -> Opening.forReading(directory, options));
  }

  /** As {@link Iqdb#checkpoint}. */
  public static void checkpoint(Iqdb db, Directory target) {
    Failures.<@Nullable Void>translate(
        "checkpoint",
        () -> {
          CheckpointTarget.write(db.writer(), target);
          return null;
        });
  }

  /** As {@link Catalog#open(java.nio.file.Path, CatalogOptions)}. */
  public static Catalog openCatalog(Directory directory, CatalogOptions options, Tuning tuning) {
    return Failures.translate("open", () -> Catalog.open(directory, options, tuning));
  }
}
