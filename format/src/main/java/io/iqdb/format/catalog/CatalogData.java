package io.iqdb.format.catalog;

import io.iqdb.error.Require;
import io.iqdb.format.FileName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The complete state of a catalog: a collection that is not named here does not exist.
 *
 * @param number of the catalog file, counted from 1 without gaps
 * @param catalog its identity
 * @param collections in the order of their numbers
 * @param nextCollection above every number that a collection has or had
 */
public record CatalogData(
    long number, UUID catalog, List<CollectionEntry> collections, long nextCollection) {
  /** Most collections of a catalog. */
  public static final int MAX_COLLECTIONS = 1 << 20;

  /** Copies the list and checks that all of it fits together. */
  public CatalogData {
    collections = List.copyOf(collections);
    requireCounter(number, "catalog number");
    requireCounter(nextCollection, "next collection");
    Require.argument(
        collections.size() <= MAX_COLLECTIONS,
        "%d collections are more than %d",
        collections.size(),
        MAX_COLLECTIONS);
    long previous = 0;
    Set<String> names = new HashSet<>();
    for (CollectionEntry collection : collections) {
      Require.argument(
          collection.number() > previous && collection.number() < nextCollection,
          "collection %d is not between %d and %d",
          collection.number(),
          previous,
          nextCollection);
      Require.argument(names.add(collection.name()), "two collections have one name");
      previous = collection.number();
    }
  }

  private static void requireCounter(long value, String what) {
    Require.argument(
        value >= 1 && value <= FileName.LARGEST,
        "%s %d is outside 1 to %d",
        what,
        value,
        FileName.LARGEST);
  }
}
