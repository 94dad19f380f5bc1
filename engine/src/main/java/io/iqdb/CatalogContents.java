package io.iqdb;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Which collections a catalog has, and how one of them is opened: for the one who writes, or for a
 * reader. Safe for several threads.
 */
sealed interface CatalogContents permits CatalogFiles, CatalogFollower {
  /** All collections, in the order of their numbers. */
  List<CollectionEntry> list();

  /** Opens a collection. */
  Iqdb open(CollectionEntry entry, OpenOptions how) throws Exception;

  /** The collection of that name. */
  default CollectionEntry find(String name) {
    return list().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchCollectionException("there is no collection of that name"));
  }

  /**
   * The directory of a collection.
   *
   * @throws CorruptFileException where there is none
   */
  static Directory child(Directory catalog, CollectionEntry entry) throws IOException {
    try {
      return catalog.openChild(entry.directory());
    } catch (NoSuchFileException gone) {
      throw new CorruptFileException(
          entry.directory().toString(), "name", 0, "a directory, for the catalog names it", "none");
    }
  }
}
