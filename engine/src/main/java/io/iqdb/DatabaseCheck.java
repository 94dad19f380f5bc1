package io.iqdb;

import io.iqdb.inspect.Examination;
import io.iqdb.inspect.Examiner;
import io.iqdb.store.Directory;
import java.nio.file.Path;

/**
 * Looks for damage in a database. Reads only, takes no lock, and may run beside a writer in this
 * process or another one: where that goes on meanwhile, the newer state is looked at.
 */
public final class DatabaseCheck {
  private DatabaseCheck() {}

  /**
   * Looks at all files that the newest manifest names and reports everything that is wrong; damage
   * is never thrown.
   *
   * <p>Level 1 reads the manifest, header, footer and length of every file, tombstones, and all
   * records of the logs. Level 2 reads every byte and compares every checksum. Level 3 looks
   * whether it makes sense: indexes and rows agree, metadata decodes, vectors are finite, and after
   * the logs are replayed no id lives twice. Memory follows the logs, time what is read.
   *
   * @param level 1 to 3
   * @throws io.iqdb.error.InvalidArgumentException where {@code level} is another
   * @throws io.iqdb.error.NotADatabaseException where there is no database
   * @throws io.iqdb.error.UnsupportedVersionException where a file is of a newer format
   * @throws io.iqdb.error.StorageException where a file cannot be read for reasons that are no
   *     damage
   */
  public static CheckReport run(Path directory, int level) {
    return Failures.translate(
        "check " + directory,
        () -> {
          try (Directory files = Opening.openDirectory(directory)) {
            Examiner examiner = new Examiner(files, level);
            if (DirectoryKind.of(files) == DirectoryKind.CATALOG) {
              throw DirectoryKind.noDatabase(files);
            }
            return report(level, examiner.run());
          }
        });
  }

  static CheckReport report(int level, Examination seen) {
    return new CheckReport(
        level,
        seen.findings().stream().map(CheckReport.Finding::of).toList(),
        seen.tails().stream()
            .map(cut -> new CheckReport.Tail(cut.file().toString(), cut.offset(), cut.bytes()))
            .toList(),
        seen.unnamed(),
        seen.strangers(),
        seen.files(),
        seen.segments(),
        seen.rows(),
        seen.walFrames(),
        seen.bytes());
  }
}
