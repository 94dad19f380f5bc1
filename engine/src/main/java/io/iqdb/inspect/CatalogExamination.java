package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.CollectionName;
import java.util.List;
import java.util.Optional;

/**
 * What a look through a catalog found.
 *
 * @param findings what is wrong with the catalog itself, each once
 * @param collections what was found in each
 * @param unnamed files and directories that the catalog does not name: no damage
 * @param strangers names in the directory that are none of the catalog's: no damage
 * @param files of the catalog itself that were looked at
 * @param bytes of these files
 */
public record CatalogExamination(
    List<CorruptFileException> findings,
    List<Collection> collections,
    List<String> unnamed,
    List<String> strangers,
    long files,
    long bytes) {
  /** Keeps unmodifiable copies. */
  public CatalogExamination {
    findings = List.copyOf(findings);
    collections = List.copyOf(collections);
    unnamed = List.copyOf(unnamed);
    strangers = List.copyOf(strangers);
  }

  /**
   * One collection.
   *
   * @param name what it is called, where a sound catalog says so
   * @param directory of its files
   * @param seen what was found there
   */
  public record Collection(Optional<String> name, CollectionName directory, Examination seen) {}
}
