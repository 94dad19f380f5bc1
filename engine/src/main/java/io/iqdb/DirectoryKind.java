package io.iqdb;

import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.LockHeldException;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** What a directory holds, sound or not, for those who expect the other. */
enum DirectoryKind {
  DATABASE,
  CATALOG,
  NEITHER;

  /** What is in {@code directory}: told from the names of its files. */
  static DirectoryKind of(Directory directory) throws IOException {
    Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
    for (FileName name : directory.list()) {
      kinds.add(name.kind());
    }
    if (kinds.contains(FileKind.MANIFEST)) {
      return DATABASE;
    } else if (kinds.contains(FileKind.CATALOG) || !directory.children().isEmpty()) {
      return CATALOG;
    }
    kinds.remove(FileKind.TEMPORARY);
    return kinds.isEmpty() ? NEITHER : DATABASE;
  }

  /**
   * Takes the lock of a directory that is expected to be of this kind. One of the other kind that
   * somebody has open is no less of the other kind.
   *
   * @throws NotADatabaseException where it is
   * @throws LockHeldException where somebody else has one of this kind open
   */
  WriterLock lock(Directory directory) throws IOException {
    try {
      return directory.lock();
    } catch (LockHeldException held) {
      DirectoryKind found = of(directory);
      if (this == DATABASE && found == CATALOG) {
        throw noDatabase(directory);
      } else if (this == CATALOG && found == DATABASE) {
        throw noCatalog(directory);
      }
      throw held;
    }
  }

  /** What to throw where a database was expected. */
  static NotADatabaseException noDatabase(Directory directory) throws IOException {
    return new NotADatabaseException(
        of(directory) == CATALOG
            ? directory.describe()
                + " holds a catalog, not a database: name one of its collections"
                + " (Catalog.open, or --collection on the command line)"
            : "there is no database at " + directory.describe());
  }

  /** What to throw where a catalog was expected. */
  static NotADatabaseException noCatalog(Directory directory) throws IOException {
    return new NotADatabaseException(
        of(directory) == DATABASE
            ? directory.describe()
                + " holds a database, not a catalog: open it without naming a collection"
                + " (Iqdb.open, or no --collection on the command line)"
            : "there is no catalog at " + directory.describe());
  }
}
