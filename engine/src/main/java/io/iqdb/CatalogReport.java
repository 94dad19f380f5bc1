package io.iqdb;

import java.util.List;
import java.util.Optional;

/**
 * What {@link CatalogCheck} found.
 *
 * @param level at which it looked
 * @param findings what is damaged in the catalog itself, each once
 * @param collections what was found in each collection, in the order in which they were created; a
 *     directory that is missing is a finding here
 * @param unnamed files, and directories of collections, that the newest catalog does not name: no
 *     damage, the next opener for writing removes them
 * @param strangers names in the directory that are none of the catalog's: left alone
 * @param files of the catalog itself that were looked at
 * @param bytes of these files
 */
public record CatalogReport(
    int level,
    List<CheckReport.Finding> findings,
    List<Collection> collections,
    List<String> unnamed,
    List<String> strangers,
    long files,
    long bytes) {
  /** Keeps unmodifiable copies. */
  public CatalogReport {
    findings = List.copyOf(findings);
    collections = List.copyOf(collections);
    unnamed = List.copyOf(unnamed);
    strangers = List.copyOf(strangers);
  }

  /** Whether nothing is damaged, in no collection either. */
  public boolean clean() {
    return findings.isEmpty()
        && collections.stream().allMatch(collection -> collection.report().clean());
  }

  /**
   * One collection.
   *
   * @param name what it is called; nothing where the catalog is damaged, so that no one knows
   * @param directory its directory, inside that of the catalog
   * @param report what was found there
   */
  public record Collection(Optional<String> name, String directory, CheckReport report) {}
}
