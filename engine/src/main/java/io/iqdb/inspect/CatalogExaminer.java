package io.iqdb.inspect;

import io.iqdb.catalog.CatalogReader;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.NotADatabaseException;
import io.iqdb.error.Require;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.format.catalog.CatalogData;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import io.iqdb.store.NotRegularFileException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for damage in a catalog and in all its collections, one after the other. What looks wrong
 * in a collection that is dropped meanwhile is no damage: the newest catalog, which no longer names
 * it, was published before its files went. One thread.
 */
public final class CatalogExaminer {
  /** How often a writer is followed. */
  private static final int FOLLOW = 100;

  private final Directory directory;
  private final int level;

  /** Of what is in {@code directory}, as closely as {@code level} says, from 1 to 3. */
  public CatalogExaminer(Directory directory, int level) {
    Require.argument(
        level >= Examiner.ENDS && level <= Examiner.LOGIC, "level %d is outside 1 to 3", level);
    this.directory = directory;
    this.level = level;
  }

  /**
   * Finds everything that it can; damage is never thrown. Where the file that names the collections
   * is damaged, each directory of one is looked at for itself.
   *
   * @throws NotADatabaseException where there is no catalog
   * @throws io.iqdb.error.UnsupportedVersionException where a file is of a newer format
   * @throws IOException where a file cannot be read for reasons that are no damage
   */
  public CatalogExamination run() throws IOException {
    Set<CollectionName> present = directory.children();
    for (int attempt = 0; ; attempt++) {
      Findings findings = new Findings(true);
      long newest = newestNumber();
      Optional<CatalogData> catalog = catalog(newest, findings);
      if (findings.isEmpty() || attempt == FOLLOW || newestNumber() == newest) {
        return catalog.isPresent()
            ? named(catalog.get(), findings)
            : orphans(present, newest, findings);
      }
    }
  }

  private long newestNumber() throws IOException {
    return directory.list().stream()
        .filter(name -> name.kind() == FileKind.CATALOG)
        .mapToLong(FileName::number)
        .max()
        .orElse(0);
  }

  /** Every byte of it is verified when it is read; its gaps are looked at from level 2 on. */
  private Optional<CatalogData> catalog(long newest, Findings findings) throws IOException {
    List<CatalogData> read = new ArrayList<>();
    findings.collect(
        FileName.of(FileKind.CATALOG, Math.max(1, newest)),
        () -> CatalogReader.newest(directory).ifPresent(read::add));
    if (read.isEmpty() && findings.isEmpty()) {
      throw new NotADatabaseException("there is no catalog at " + directory.describe());
    }
    if (!read.isEmpty() && level >= Examiner.CHECKSUMS) {
      FileName name = nameOf(read.getFirst());
      findings.collect(
          name,
          () -> {
            try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.LAZY)) {
              file.verifyAll(findings);
            }
          });
    }
    return read.stream().findFirst();
  }

  private static FileName nameOf(CatalogData catalog) {
    return FileName.of(FileKind.CATALOG, catalog.number());
  }

  private CatalogExamination named(CatalogData catalog, Findings findings) throws IOException {
    List<CatalogExamination.Collection> collections = new ArrayList<>();
    Set<CollectionName> names = new HashSet<>();
    for (CollectionEntry entry : catalog.collections()) {
      names.add(entry.directory());
      collection(entry)
          .ifPresent(seen ->
              collections.add(
                  new CatalogExamination.Collection(
                      Optional.of(entry.name()), entry.directory(), seen)));
    }
    List<String> unnamed = new ArrayList<>();
    for (FileName name : directory.list()) {
      if (name.kind() != FileKind.CATALOG || name.number() < catalog.number()) {
        unnamed.add(name.toString());
      }
    }
    newest().ifPresent(now -> now.collections().forEach(entry -> names.add(entry.directory())));
    directory.children().stream()
        .filter(child -> !names.contains(child))
        .forEach(child -> unnamed.add(child.toString()));
    return examination(findings, collections, unnamed, 1, length(nameOf(catalog)));
  }

  /** Nothing says which directories count, nor what the collections in them are called. */
  private CatalogExamination orphans(Set<CollectionName> present, long newest, Findings findings)
      throws IOException {
    List<CatalogExamination.Collection> collections = new ArrayList<>();
    for (CollectionName child : present) {
      Findings missing = new Findings(true);
      Optional<Examination> seen = inside(child, missing);
      if (seen.isPresent()) {
        collections.add(new CatalogExamination.Collection(Optional.empty(), child, seen.get()));
      }
    }
    return examination(
        findings,
        collections,
        List.of(),
        newest == 0 ? 0 : 1,
        newest == 0 ? 0 : length(FileName.of(FileKind.CATALOG, newest)));
  }

  private CatalogExamination examination(
      Findings findings,
      List<CatalogExamination.Collection> collections,
      List<String> unnamed,
      long files,
      long bytes)
      throws IOException {
    return new CatalogExamination(
        findings.list(), collections, unnamed, List.copyOf(directory.strangers()), files, bytes);
  }

  private long length(FileName name) throws IOException {
    try {
      return directory.length(name);
    } catch (NoSuchFileException | NotRegularFileException gone) {
      return 0;
    }
  }

  /** Looks at one collection; nothing where it was dropped meanwhile. */
  public Optional<Examination> collection(CollectionEntry entry) throws IOException {
    Findings findings = new Findings(true);
    Optional<Examination> seen = inside(entry.directory(), findings);
    if (level >= Examiner.LOGIC && seen.isPresent() && seen.get().findings().isEmpty()) {
      compare(entry, findings);
    }
    boolean sound = findings.isEmpty() && seen.isPresent() && seen.get().findings().isEmpty();
    if (!sound && dropped(entry)) {
      return Optional.empty();
    }
    return Optional.of(seen.orElseGet(Examination::ofNothing).withFindings(findings.list()));
  }

  /** What is in the directory of a collection; nothing where there is no database in it. */
  private Optional<Examination> inside(CollectionName name, Findings findings) throws IOException {
    try (Directory child = directory.openChild(name)) {
      return Optional.of(new Examiner(child, level).run());
    } catch (NoSuchFileException gone) {
      findings.accept(damage(name, "a directory, for the catalog names it", "none"));
    } catch (NotDirectoryException other) {
      findings.accept(damage(name, "a directory, for the catalog names it", "something else"));
    } catch (NotADatabaseException none) {
      findings.accept(damage(name, "a database, for the catalog names it", "none"));
    }
    return Optional.empty();
  }

  private static CorruptFileException damage(CollectionName name, String expected, String found) {
    return new CorruptFileException(name.toString(), "name", 0, expected, found);
  }

  /** The catalog repeats what the manifest of each collection says. */
  private void compare(CollectionEntry entry, Findings findings) throws IOException {
    try (Directory child = directory.openChild(entry.directory())) {
      Optional<StoredConfig> stored = ManifestReader.readNewest(child).map(ManifestData::config);
      if (stored.isPresent() && !stored.get().equals(entry.config())) {
        findings.accept(
            new CorruptFileException(
                entry.directory().toString(),
                SectionKind.COLLECTIONS.name(),
                0,
                "a collection of " + text(entry.config()),
                text(stored.get())));
      }
    } catch (NoSuchFileException | CorruptFileException gone) {
      // it was sound a moment ago: it is being dropped
    }
  }

  private static String text(StoredConfig config) {
    return config.dimension() + " components, " + config.metric() + ", " + config.index();
  }

  private boolean dropped(CollectionEntry entry) throws IOException {
    Optional<CatalogData> now = newest();
    return now.isPresent()
        && now.get().collections().stream().noneMatch(other -> other.number() == entry.number());
  }

  /** The newest catalog once more; nothing where it is damaged, which was found before. */
  private Optional<CatalogData> newest() throws IOException {
    try {
      return CatalogReader.newest(directory);
    } catch (CorruptFileException | NoSuchFileException damaged) {
      return Optional.empty();
    }
  }
}
