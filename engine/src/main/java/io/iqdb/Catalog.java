package io.iqdb;

import io.iqdb.error.ClosedException;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.write.Reserve;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Named collections in one directory, each a database of its own with its dimension and metric. A
 * collection is opened when it is first used, and of those that nobody uses only so many stay open
 * as {@link CatalogOptions#mostOpen} says. Safe for any number of threads; one process has a
 * catalog open for writing at a time, and any number of them for reading beside it.
 *
 * <p>Everything it throws is an {@link io.iqdb.error.IqdbException}. What a method did survives
 * power loss when it returns.
 */
public final class Catalog implements AutoCloseable {
  private final Directory directory;

  /** Null where the catalog was opened for reading. */
  private final @Nullable WriterLock lock;

  private final CatalogContents contents;
  private final CatalogOptions options;
  private final CollectionPool pool;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Catalog(
      Directory directory,
      @Nullable WriterLock lock,
      CatalogContents contents,
      CatalogOptions options) {
    this.directory = directory;
    this.lock = lock;
    this.contents = contents;
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
      WriterLock lock = DirectoryKind.CATALOG.lock(directory);
      try {
        Reserve reserve = new Reserve(directory, tuning.reserveBytes());
        CatalogFiles files = CatalogFiles.open(directory, lock, tuning, reserve);
        reserve.open();
        return new Catalog(directory, lock, files, options);
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

  /** Opens a catalog for reading, with default options. */
  public static Catalog openReadOnly(Path path) {
    return openReadOnly(path, CatalogOptions.defaults());
  }

  /**
   * Opens a catalog that exists for reading, beside a writer in another process too: the
   * collections that it has now, and each of them as it is when it is first used. What happens to
   * the list later is seen after a {@link #refresh}, what happens in a collection after an {@link
   * Iqdb#refresh} of its database. Nothing is written, locked or removed.
   *
   * @throws io.iqdb.error.NotADatabaseException where there is no catalog
   * @throws CorruptFileException where damage was found
   */
  public static Catalog openReadOnly(Path path, CatalogOptions options) {
    return Failures.translate("open " + path, () -> openReadOnly(existing(path), options));
  }

  /** The same in a directory of any kind, which it closes in the end, or if it fails. */
  static Catalog openReadOnly(Directory directory, CatalogOptions options) throws Exception {
    try {
      return new Catalog(directory, null, CatalogFollower.open(directory), options);
    } catch (Exception | Error failure) {
      try (directory) {
        throw failure;
      }
    }
  }

  /** The directory of a catalog. */
  static Directory existing(Path path) throws IOException {
    try {
      return FsDirectory.open(path);
    } catch (NoSuchFileException missing) {
      throw new NotADatabaseException("there is no catalog at " + path);
    }
  }

  /** Whether {@code path} holds a catalog, sound or not: rather than a database, or nothing. */
  public static boolean isAt(Path path) {
    return Failures.translate(
        "look into " + path,
        () -> {
          try (Directory directory = FsDirectory.open(path)) {
            return DirectoryKind.of(directory) == DirectoryKind.CATALOG;
          } catch (NoSuchFileException | NotDirectoryException other) {
            return false;
          }
        });
  }

  /** Creates a collection, and opens it with the catalog's options for collections. */
  public OpenCollection create(String name, IqdbConfig config) {
    return create(name, config, options.collections());
  }

  /**
   * Creates a collection and opens it. Where that fails, there is none.
   *
   * @param name any text of up to 255 bytes; no path is made of it
   * @throws io.iqdb.error.CollectionExistsException where there is one of that name
   * @throws io.iqdb.error.InvalidArgumentException where the name is empty, too long, or no text
   * @throws io.iqdb.error.InvalidConfigException where the compression needs a library that is not
   *     there
   * @throws io.iqdb.error.LimitExceededException where as many are in use as may be open
   * @throws ReadOnlyException where the catalog was opened for reading
   */
  public OpenCollection create(String name, IqdbConfig config, OpenOptions how) {
    CatalogFiles files = writer();
    StoredConfig stored = new StoredConfig(config.dimension(), config.metric(), config.index());
    return Failures.translate(
        "create a collection",
        () -> {
          Opening.requireLibraries(how);
          long number = files.takeNumber(name);
          // its place comes first: nothing is created that there is no room for
          return pool.use(number, () -> openNew(files, files.create(number, name, stored), how));
        });
  }

  /** Opens what was created just now, or takes it back; whoever saw it already waits for that. */
  private Iqdb openNew(CatalogFiles files, CollectionEntry created, OpenOptions how)
      throws Exception {
    try {
      return files.open(created, how);
    } catch (Exception | Error failure) {
      try {
        files.drop(created);
        pool.forget(created.number());
      } catch (Exception second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /**
   * Opens a collection with the catalog's options for collections. One that is open already stays
   * as it is; see {@link #open(String, OpenOptions)}.
   */
  public OpenCollection open(String name) {
    requireOpen();
    return use(contents.find(name), options.collections());
  }

  /**
   * Opens a collection. Where it is open already, {@link OpenOptions#mergePolicy} and {@link
   * OpenOptions#mergeScheduling} take effect on it at once, for all who use it, unless the catalog
   * was opened for reading; the other options are those of whoever opened it. All of them, and
   * whatever was set since, end when it is closed: once nobody uses it, that happens to make room
   * for another one, and whoever opens it then says anew how.
   *
   * @throws io.iqdb.error.NoSuchCollectionException where there is none of that name
   * @throws io.iqdb.error.LimitExceededException where as many are in use as may be open
   */
  public OpenCollection open(String name, OpenOptions how) {
    requireOpen();
    OpenCollection opened = use(contents.find(name), how);
    try {
      opened.database().applyMergeOptions(how);
      return opened;
    } catch (RuntimeException | Error failure) {
      try (opened) {
        throw failure;
      }
    }
  }

  private OpenCollection use(CollectionEntry entry, OpenOptions how) {
    return Failures.translate(
        "open a collection", () -> pool.use(entry.number(), () -> contents.open(entry, how)));
  }

  /** All collections, by name. */
  public List<CollectionInfo> list() {
    requireOpen();
    return contents.list().stream()
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
   * What it holds. Opens one collection after the other for reading, so that cost follows their
   * number and their logs; one that is dropped meanwhile is left out.
   */
  public CatalogInfo info() {
    requireOpen();
    return Failures.translate(
        "info",
        () -> {
          List<CatalogInfo.Collection> collections = new ArrayList<>();
          for (CollectionEntry entry : contents.list()) {
            CatalogFollower.info(directory, entry, options.collections())
                .ifPresent(info ->
                    collections.add(
                        new CatalogInfo.Collection(
                            entry.name(), entry.directory().toString(), info)));
          }
          collections.sort(Comparator.comparing(CatalogInfo.Collection::name));
          List<DatabaseInfo.FileInfo> files = Inside.files(directory);
          long own = files.stream().mapToLong(DatabaseInfo.FileInfo::bytes).sum();
          long theirs = collections.stream().mapToLong(one -> one.info().bytesOnDisk()).sum();
          return new CatalogInfo(collections, own + theirs, files);
        });
  }

  /**
   * Takes a catalog that was opened for reading to the newest list of collections, in whatever
   * process it was written. Collections in use stay as they are, whatever they are called now; one
   * that was dropped is closed when its last user lets go of it. Where it fails the list before
   * stays. Whoever opened for writing sees everything already.
   *
   * @return whether there was anything newer
   * @throws CorruptFileException where damage was found
   */
  public boolean refresh() {
    requireOpen();
    if (!(contents instanceof CatalogFollower follower)) {
      return false;
    }
    synchronized (follower) { // of two at once, the one with the older list must not end last
      boolean changed = Failures.translate("refresh", follower::refresh);
      pool.abandonAllBut(
          contents.list().stream().map(CollectionEntry::number).collect(Collectors.toSet()));
      return changed;
    }
  }

  /**
   * Gives a collection another name; whoever uses it goes on.
   *
   * @throws io.iqdb.error.NoSuchCollectionException where there is none of the name {@code from}
   * @throws io.iqdb.error.CollectionExistsException where there is another one of the name {@code
   *     to}
   * @throws ReadOnlyException where the catalog was opened for reading
   */
  public void rename(String from, String to) {
    CatalogFiles files = writer();
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
   * @throws ReadOnlyException where the catalog was opened for reading
   */
  public void drop(String name) {
    CatalogFiles files = writer();
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

  private CatalogFiles writer() {
    requireOpen();
    if (contents instanceof CatalogFiles files) {
      return files;
    }
    throw new ReadOnlyException("the catalog was opened for reading");
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
            } finally {
              if (lock != null && pool.wasUsed()) {
                WarmUp.await();
              }
            }
            return null;
          });
    }
  }
}
