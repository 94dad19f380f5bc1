package io.iqdb;

import io.iqdb.error.NotADatabaseException;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.write.Writer;
import java.io.IOException;
import java.nio.file.Path;

/** Where a checkpoint goes: a directory that holds nothing, and that nobody else is filling. */
final class CheckpointTarget {
  private CheckpointTarget() {}

  /** Creates {@code path}, with those above it, where it is absent. */
  static void write(Writer writer, Path path) throws Exception {
    try (Directory target = FsDirectory.create(path)) {
      write(writer, target);
    }
  }

  /**
   * Writes what {@code writer} shows into {@code target}.
   *
   * @throws NotADatabaseException where there is anything in it; then nothing was changed
   */
  static void write(Writer writer, Directory target) throws Exception {
    requireEmpty(target); // before anything is created in it
    try (WriterLock lock = target.lock()) {
      requireEmpty(target);
      writer.checkpoint(target, lock);
    }
  }

  private static void requireEmpty(Directory target) throws IOException {
    if (!target.list().isEmpty() || !target.strangers().isEmpty() || !target.children().isEmpty()) {
      throw new NotADatabaseException(
          target.describe() + " is not empty: a checkpoint needs a directory of its own");
    }
  }
}
