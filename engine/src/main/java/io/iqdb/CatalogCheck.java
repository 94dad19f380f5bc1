package io.iqdb;

import io.iqdb.error.NoSuchCollectionException;
import io.iqdb.inspect.CatalogExamination;
import io.iqdb.inspect.CatalogExaminer;
import io.iqdb.store.Directory;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks for damage in a catalog and its collections. Reads only, takes no lock, and may run beside
 * a writer in this process or another one: a collection that is dropped meanwhile is left out.
 */
public final class CatalogCheck {
  private CatalogCheck() {}

  /**
   * Looks at the file that names the collections and then at each of them, as {@link DatabaseCheck}
   * does at the same level, and reports everything that is wrong; damage is never thrown. At level
   * 3 the catalog and the collections are compared, too.
   *
   * @param level 1 to 3
   * @throws io.iqdb.error.InvalidArgumentException where {@code level} is another
   * @throws io.iqdb.error.NotADatabaseException where there is no catalog
   * @throws io.iqdb.error.UnsupportedVersionException where a file is of a newer format
   * @throws io.iqdb.error.StorageException where a file cannot be read for reasons that are no
   *     damage
   */
  public static CatalogReport run(Path directory, int level) {
    return Failures.translate(
        "check " + directory,
        () -> {
          try (Directory files = Catalog.existing(directory)) {
            CatalogExaminer examiner = new CatalogExaminer(files, level);
            if (DirectoryKind.of(files) != DirectoryKind.CATALOG) {
              throw DirectoryKind.noCatalog(files);
            }
            return report(level, examiner.run());
          }
        });
  }

  /**
   * The same for one collection.
   *
   * @throws NoSuchCollectionException where there is none of that name
   * @throws io.iqdb.error.CorruptFileException where the file that names the collections is damaged
   */
  public static CheckReport run(Path directory, String collection, int level) {
    return Failures.translate(
        "check " + directory,
        () -> {
          try (Directory files = Catalog.existing(directory)) {
            CatalogExaminer examiner = new CatalogExaminer(files, level);
            return examiner
                .collection(CatalogFollower.open(files).find(collection))
                .map(seen -> DatabaseCheck.report(level, seen))
                .orElseThrow(() -> new NoSuchCollectionException("the collection was dropped"));
          }
        });
  }

  private static CatalogReport report(int level, CatalogExamination seen) {
    List<CatalogReport.Collection> collections =
        seen.collections().stream()
            .map(collection ->
                new CatalogReport.Collection(
                    collection.name(),
                    collection.directory().toString(),
                    DatabaseCheck.report(level, collection.seen())))
            .toList();
    return new CatalogReport(
        level,
        seen.findings().stream().map(CheckReport.Finding::of).toList(),
        collections,
        seen.unnamed(),
        seen.strangers(),
        seen.files(),
        seen.bytes());
  }
}
