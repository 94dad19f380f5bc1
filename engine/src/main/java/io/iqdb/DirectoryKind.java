package io.iqdb;

import io.iqdb.error.NotADatabaseException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
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
