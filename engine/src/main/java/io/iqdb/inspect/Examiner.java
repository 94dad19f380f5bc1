package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.Require;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.store.Directory;
import io.iqdb.wal.ReplayReport;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Looks for damage in a whole database. One pass looks at what one manifest names; where a writer
 * went on to a newer one meanwhile, what the pass found may be no damage, and another pass is made.
 * One thread.
 */
public final class Examiner {
  /** Reads both ends of every file, and all frames of the logs. */
  public static final int ENDS = 1;

  /** Reads every byte too. */
  public static final int CHECKSUMS = 2;

  /** Looks whether it makes sense too. */
  public static final int LOGIC = 3;

  /** How often a writer is followed. */
  private static final int FOLLOW = 100;

  private final Directory directory;
  private final int level;

  /** Of what is in {@code directory}, as closely as {@code level} says, from 1 to 3. */
  public Examiner(Directory directory, int level) {
    Require.argument(level >= ENDS && level <= LOGIC, "level %d is outside 1 to 3", level);
    this.directory = directory;
    this.level = level;
  }

  /**
   * Finds everything that it can; damage is never thrown.
   *
   * @throws NotADatabaseException where there is none
   * @throws io.iqdb.error.UnsupportedVersionException where a file is of a newer format
   * @throws IOException where a file cannot be read for reasons that are no damage
   */
  public Examination run() throws IOException {
    for (int attempt = 0; ; attempt++) {
      Findings findings = new Findings(true);
      Optional<ManifestData> manifest = manifest(findings);
      Examination seen = manifest.isPresent() ? named(manifest.get(), findings) : orphans(findings);
      long number = manifest.map(ManifestData::number).orElse(0L);
      if (findings.isEmpty() || attempt == FOLLOW || newestNumber() == number) {
        return seen;
      }
    }
  }

  private Optional<ManifestData> manifest(Findings findings) throws IOException {
    FileName wanted = FileName.of(FileKind.MANIFEST, Math.max(1, newestNumber()));
    Optional<ManifestData> newest;
    try {
      newest = ManifestReader.readNewest(directory);
    } catch (CorruptFileException damage) {
      findings.accept(damage);
      return Optional.empty();
    } catch (NoSuchFileException gone) {
      findings.collect(
          wanted,
          () -> {
            throw gone;
          });
      return Optional.empty();
    }
    if (newest.isEmpty()) {
      throw new NotADatabaseException("there is no database at " + directory.describe());
    }
    return newest;
  }

  private long newestNumber() throws IOException {
    return directory.list().stream()
        .filter(name -> name.kind() == FileKind.MANIFEST)
        .mapToLong(FileName::number)
        .max()
        .orElse(0);
  }

  private Examination named(ManifestData manifest, Findings findings) throws IOException {
    FileChecks files = new FileChecks(directory, manifest, level, findings);
    files.checkManifest();
    files.checkSegments();
    ReplayReport logs = files.checkLogs();
    if (level >= LOGIC && findings.isEmpty()) {
      StateCheck.run(directory, manifest, findings);
    }
    return new Examination(
        findings.list(),
        logs.cuts(),
        unnamed(files),
        List.copyOf(directory.strangers()),
        files.names().size(),
        manifest.segments().size(),
        files.rows(),
        logs.frames(),
        files.bytes());
  }

  private List<String> unnamed(FileChecks files) throws IOException {
    return directory.list().stream()
        .filter(name -> !files.names().contains(name))
        .map(FileName::toString)
        .toList();
  }

  /** Without a manifest nothing says which files count: each is looked at for itself. */
  private Examination orphans(Findings findings) throws IOException {
    OrphanCheck orphans = new OrphanCheck(directory, level, findings);
    for (FileName name : directory.list()) {
      orphans.check(name);
    }
    return new Examination(
        findings.list(),
        List.of(),
        List.of(),
        List.copyOf(directory.strangers()),
        orphans.files(),
        0,
        0,
        0,
        orphans.bytes());
  }
}
