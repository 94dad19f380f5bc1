package io.iqdb.torture;

import io.iqdb.Iqdb;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Checkpoints beside a database, {@code copy-} and a thread: each is made, looked at and removed.
 */
final class Copies {
  private Copies() {}

  private static Path folder(Iqdb db) {
    return folder(Path.of(db.path()));
  }

  private static Path folder(Path database) {
    return Objects.requireNonNull(database.toAbsolutePath().getParent());
  }

  /**
   * The copy holds all that {@code thread} wrote, which nobody changes meanwhile. Returns how many
   * records of it there are.
   */
  static long makeAndCheck(Iqdb db, int thread) {
    Path path = folder(db).resolve("copy-" + thread);
    db.checkpoint(path);
    long own = 0;
    try (Iqdb copy = Iqdb.openReadOnly(path)) {
      List<VectorRecord> theirs = own(db, thread);
      List<VectorRecord> copied = own(copy, thread);
      if (!copied.equals(theirs)) {
        throw new AssertionError(
            "a copy has "
                + copied.size()
                + " records of thread "
                + thread
                + ", not those "
                + theirs.size()
                + " that are there");
      }
      own = copied.size();
    }
    StateCheck.requireUndamaged(path);
    remove(path);
    return own;
  }

  private static List<VectorRecord> own(Iqdb db, int thread) {
    Stream.Builder<VectorRecord> own = Stream.builder();
    db.forEach(record -> {
      if (Records.Place.of(record.id()).thread() == thread) {
        own.add(record);
      }
    });
    return own.build().sorted(Comparator.comparing(VectorRecord::id)).toList();
  }

  /** What a kill left of copies beside {@code database}: each a whole database, or none. */
  static void requireWholeOrNone(Path database) {
    Path folder = folder(database);
    List<Path> left;
    try (Stream<Path> all = Files.list(folder)) {
      left = all.filter(path -> String.valueOf(path.getFileName()).startsWith("copy-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Path copy : left) {
      boolean whole;
      try (Iqdb db = Iqdb.openReadOnly(copy)) {
        whole = true;
        StateCheck.contents(db, new Records(db.config().dimension()), 0);
      } catch (NotADatabaseException none) {
        whole = false;
      }
      if (whole) {
        StateCheck.requireUndamaged(copy);
      }
      remove(copy);
    }
  }

  private static void remove(Path directory) {
    try {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(directory)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
