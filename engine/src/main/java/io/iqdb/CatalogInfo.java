package io.iqdb;

import java.util.List;

/**
 * What a catalog holds, at one moment.
 *
 * @param collections by name
 * @param bytesOnDisk of all files, those of the collections included
 * @param files those of the catalog itself, by name
 */
public record CatalogInfo(
    List<Collection> collections, long bytesOnDisk, List<DatabaseInfo.FileInfo> files) {
  /** Keeps unmodifiable copies. */
  public CatalogInfo {
    collections = List.copyOf(collections);
    files = List.copyOf(files);
  }

  /**
   * One collection.
   *
   * @param name what it is called
   * @param directory its directory, inside that of the catalog
   * @param info what it holds
   */
  public record Collection(String name, String directory, DatabaseInfo info) {}
}
