package io.iqdb.tools;

import io.iqdb.Catalog;
import io.iqdb.CatalogOptions;
import io.iqdb.Iqdb;
import io.iqdb.OpenCollection;
import io.iqdb.OpenOptions;
import io.iqdb.policy.NoMergePolicy;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which database a command is about, and the one place that opens it. One thread. */
final class Target {
  /** For what is over in a moment: no merge is begun that its end would throw away. */
  static final OpenOptions UNMERGED = OpenOptions.defaults().mergePolicy(new NoMergePolicy());

  @Parameters(
      index = "0",
      paramLabel = "DB",
      description = "Directory of the database, or of a catalog: see --collection.")
  private Path directory = Path.of("");

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "Where DB is a catalog: its collection of that name.")
  private @Nullable String collection;

  Target() {}

  /** A database that is open, and what has to be closed behind it. */
  static final class Opened implements AutoCloseable {
    private final Iqdb database;
    private final Runnable closing;

    private Opened(Iqdb database, Runnable closing) {
      this.database = database;
      this.closing = closing;
    }

    Iqdb database() {
      return database;
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  /** The directory that was named. */
  Path directory() {
    return directory;
  }

  /** The collection that was named, if one was. */
  Optional<String> collection() {
    return Optional.ofNullable(collection);
  }

  /** Whether all collections of a catalog are meant. */
  boolean isCatalog() {
    return collection == null && Catalog.isAt(directory);
  }

  /** Opens it beside whoever writes. */
  Opened read() {
    if (collection == null) {
      return of(Iqdb.openReadOnly(directory));
    }
    return of(Catalog.openReadOnly(directory), collection);
  }

  /** Opens it for writing; nothing is created. */
  Opened write(OpenOptions options) {
    if (collection == null) {
      return of(Iqdb.open(directory, options));
    }
    return of(existing(directory, CatalogOptions.defaults().collections(options)), collection);
  }

  /** Opens a catalog for writing; refuses to create one. */
  static Catalog existing(Path directory, CatalogOptions options) {
    Catalog.openReadOnly(directory).close();
    return Catalog.open(directory, options);
  }

  private static Opened of(Iqdb database) {
    return new Opened(database, database::close);
  }

  private static Opened of(Catalog catalog, String name) {
    try {
      OpenCollection opened = catalog.open(name);
      return new Opened(
          opened.database(),
          () -> {
            try (catalog) {
              opened.close();
            }
          });
    } catch (RuntimeException | Error failure) {
      try (catalog) {
        throw failure;
      }
    }
  }
}
