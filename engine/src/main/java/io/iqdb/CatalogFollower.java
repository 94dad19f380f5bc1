package io.iqdb;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.iqdb.catalog.CatalogReader;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.IqdbException;
import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.StorageException;
import io.iqdb.format.catalog.CatalogData;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The collections of a catalog as a reader saw them last, beside a writer in another process or
 * this one. A collection that is dropped meanwhile is told from a damaged one by the newest
 * catalog: that is published before its files go. Safe for several threads.
 */
final class CatalogFollower implements CatalogContents {
  private final Directory directory;

  @GuardedBy("this")
  private CatalogData current;

  private CatalogFollower(Directory directory, CatalogData current) {
    this.directory = directory;
    this.current = current;
  }

  /** Reads the newest catalog in {@code directory}. */
  static CatalogFollower open(Directory directory) throws IOException {
    return new CatalogFollower(directory, newest(directory));
  }

  private static CatalogData newest(Directory directory) throws IOException {
    Optional<CatalogData> newest = CatalogReader.newest(directory);
    if (newest.isEmpty()) {
      throw DirectoryKind.noCatalog(directory);
    }
    return newest.get();
  }

  @Override
  public synchronized List<CollectionEntry> list() {
    return current.collections();
  }

  /** Goes to the newest catalog; whether it is another one. Where that fails, the old one stays. */
  synchronized boolean refresh() throws IOException {
    CatalogData newest = newest(directory);
    boolean changed = !newest.equals(current);
    current = newest;
    return changed;
  }

  @Override
  public Iqdb open(CollectionEntry entry, OpenOptions how) throws Exception {
    return open(directory, entry, how);
  }

  /**
   * Opens a collection of the catalog in {@code directory} for reading.
   *
   * @throws NoSuchCollectionException where it was dropped meanwhile
   */
  static Iqdb open(Directory directory, CollectionEntry entry, OpenOptions how) throws Exception {
    try {
      return Opening.forReading(
          CatalogContents.child(directory, entry),
          how,
          failure -> requireNamed(directory, entry, failure));
    } catch (IOException | CorruptFileException | NotADatabaseException failure) {
      requireNamed(directory, entry, failure);
      throw failure;
    }
  }

  /** What a collection holds; nothing where it was dropped meanwhile. */
  static Optional<DatabaseInfo> info(Directory directory, CollectionEntry entry, OpenOptions how)
      throws Exception {
    try (Iqdb reader = open(directory, entry, how)) {
      return Optional.of(info(directory, entry, reader));
    } catch (NoSuchCollectionException dropped) {
      return Optional.empty();
    }
  }

  private static DatabaseInfo info(Directory directory, CollectionEntry entry, Iqdb reader) {
    try {
      return reader.info();
    } catch (StorageException failure) { // its directory, which is listed, may be gone
      requireNamed(directory, entry, failure);
      throw failure;
    }
  }

  private static void requireNamed(Directory directory, CollectionEntry entry, Exception failure) {
    boolean named;
    try {
      named =
          newest(directory).collections().stream()
              .anyMatch(other -> other.number() == entry.number());
    } catch (IOException | IqdbException second) {
      failure.addSuppressed(second);
      return; // then what was found first is the reason
    }
    if (!named) {
      throw new NoSuchCollectionException("the collection was dropped");
    }
  }
}
