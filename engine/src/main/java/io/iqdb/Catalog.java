package io.iqdb;

import io.iqdb.error.ClosedException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.write.Reserve;
import io.iqdb.write.Tuning;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Named collections in one directory, each a database of its own with its dimension and metric. A
 * collection is opened when it is first used, and of those that nobody uses only so many stay open
 * as {@link CatalogOptions#mostOpen} says. Safe for any number of threads; one process has a
 * catalog open at a time.
 *
 * <p>Everything it throws is an {@link io.iqdb.error.IqdbException}. What a method did survives
 * power loss when it returns.
 */
public final class Catalog implements AutoCloseable {
  private final Directory directory;
  private final WriterLock lock;
  private final Tuning tuning;
  private final Reserve reserve;
  private final CatalogFiles files;
  private final CatalogOptions options;
  private final CollectionPool pool;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Catalog(
      Directory directory,
      WriterLock lock,
      Tuning tuning,
      Reserve reserve,
      CatalogFiles files,
      CatalogOptions options) {
    this.directory = directory;
    this.lock = lock;
    this.tuning = tuning;
    this.reserve = reserve;
    this.files = files;
    this.options = options;
    this.pool = new CollectionPool(options.mostOpen());
  }

  /** Opens a catalog, or creates it, with default options. */
  public static Catalog open(Path path) {
    return open(path, CatalogOptions.defaults());
  }

  /**
   * Opens a catalog, or creates it with the directories above it.
   *
   * @throws io.iqdb.error.NotADatabaseException where there is anything else
   * @throws io.iqdb.error.DatabaseLockedException where it is open elsewhere
   * @throws CorruptFileException where damage was found; nothing was changed
   */
  public static Catalog open(Path path, CatalogOptions options) {
    return Failures.translate(
        "open " + path, () -> open(FsDirectory.create(path), options, Tuning.defaults()));
  }

  /** The same in a directory of any kind, which it closes in the end, or if it fails. */
  static Catalog open(Directory directory, CatalogOptions options, Tuning tuning) throws Exception {
    try {
      WriterLock lock = directory.lock();
      try {
        Reserve reserve = new Reserve(directory, tuning.reserveBytes());
        CatalogFiles files = CatalogFiles.open(directory, lock, tuning, reserve);
        reserve.open();
        return new Catalog(directory, lock, tuning, reserve, files, options);
      } catch (Exception | Error failure) {
        try (lock) {
          throw failure;
        }
      }
    } catch (Exception | Error failure) {
      try (directory) {
        throw failure;
      }
    }
  }

  /** Creates a collection, and opens it with the catalog's options for collections. */
  public OpenCollection create(String name, IqdbConfig config) {
    return create(name, config, options.collections());
  }

  /**
   * Creates a collection and opens it.
   *
   * @param name any text of up to 255 bytes; no path is made of it
   * @throws io.iqdb.error.CollectionExistsException where there is one of that name
   * @throws io.iqdb.error.InvalidArgumentException where the name is empty, too long, or no text
   */
  public OpenCollection create(String name, IqdbConfig config, OpenOptions how) {
    requireOpen();
    CollectionEntry created =
        Failures.translate(
            "create a collection",
            () ->
                files.create(
                    name, new StoredConfig(config.dimension(), config.metric(), config.index())));
    return use(created, how);
  }

  /** Opens a collection with the catalog's options for collections. */
  public OpenCollection open(String name) {
    return open(name, options.collections());
  }

  /**
   * Opens a collection, unless it is open already: then {@code how} does not matter.
   *
   * @throws io.iqdb.error.NoSuchCollectionException where there is none of that name
   * @throws io.iqdb.error.LimitExceededException where as many are in use as may be open
   */
  public OpenCollection open(String name, OpenOptions how) {
    requireOpen();
    return use(files.find(name), how);
  }

  private OpenCollection use(CollectionEntry entry, OpenOptions how) {
    return Failures.translate(
        "open a collection", () -> pool.use(entry.number(), () -> openDatabase(entry, how)));
  }

  private Iqdb openDatabase(CollectionEntry entry, OpenOptions how) throws Exception {
    Directory child;
    try {
      child = directory.openChild(entry.directory());
    } catch (NoSuchFileException gone) {
      throw new CorruptFileException(
          entry.directory().toString(), "name", 0, "a directory, for the catalog names it", "none");
    }
    return Opening.collection(child, how, tuning, reserve);
  }

  /** All collections, by name. */
  public List<CollectionInfo> list() {
    requireOpen();
    return files.list().stream()
        .map(this::info)
        .sorted(Comparator.comparing(CollectionInfo::name))
        .toList();
  }

  private CollectionInfo info(CollectionEntry entry) {
    StoredConfig config = entry.config();
    return new CollectionInfo(
        entry.name(),
        new IqdbConfig(config.dimension(), config.metric(), config.index()),
        pool.isOpen(entry.number()));
  }

  /**
   * Gives a collection another name; whoever uses it goes on.
   *
   * @throws io.iqdb.error.NoSuchCollectionException where there is none of the name {@code from}
   * @throws io.iqdb.error.CollectionExistsException where there is another one of the name {@code
   *     to}
   */
  public void rename(String from, String to) {
    requireOpen();
    Failures.<@Nullable Void>translate(
        "rename a collection",
        () -> {
          files.rename(from, to);
          return null;
        });
  }

  /**
   * Removes a collection and all that is in it.
   *
   * @throws io.iqdb.error.NoSuchCollectionException where there is none of that name
   * @throws io.iqdb.error.CollectionInUseException where somebody uses it; nothing was changed
   */
  public void drop(String name) {
    requireOpen();
    CollectionEntry entry = files.find(name);
    pool.retire(entry.number());
    Failures.<@Nullable Void>translate(
        "drop a collection",
        () -> {
          try {
            files.drop(entry);
          } catch (Exception | Error failure) {
            pool.reinstate(entry.number());
            throw failure;
          }
          return null;
        });
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new ClosedException("the catalog is closed");
    }
  }

  /** Where it is. */
  public String path() {
    return directory.describe();
  }

  /** Closes all collections, those in use too, and lets go of everything; idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Failures.<@Nullable Void>translate(
          "close",
          () -> {
            try (directory;
                lock) {
              pool.close();
            }
            return null;
          });
    }
  }
}
