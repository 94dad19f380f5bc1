package io.iqdb.recovery;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.manifest.ManifestReader;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.store.Directory;
import io.iqdb.store.NotRegularFileException;
import io.iqdb.view.SegmentView;
import io.iqdb.write.Storage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The steps of opening a database, each on its own. */
public final class Recovery {
  /** How often a reader follows a writer that publishes faster than it opens. */
  private static final int FOLLOW = 1000;

  /** Listings that have to agree that there is no newer manifest. */
  private static final int LOOKS = 20;

  private Recovery() {}

  /** The newest manifest, or nothing where there is no database yet. */
  public static Optional<ManifestData> newest(Directory directory) throws IOException {
    return ManifestReader.readNewest(directory);
  }

  /**
   * Manifest 1 of a new database: it names no file (ruling 3). On return it survives power loss.
   */
  public static ManifestData create(ManifestStore manifests, StoredConfig config, UUID database)
      throws IOException {
    ManifestData first =
        new ManifestData(1, database, config, List.of(), List.of(), List.of(), 1, 1);
    manifests.publish(first);
    return first;
  }

  /** Opens what {@code manifest} names, for the one writer. */
  public static OpenFiles openForWriting(Storage storage, ManifestData manifest)
      throws IOException {
    try (SegmentFiles opened = new SegmentFiles(storage, List.of())) {
      return OpenFiles.open(storage, manifest, opened, false);
    } catch (NoSuchFileException gone) {
      throw missing(gone); // nobody but us may remove files
    } catch (NotRegularFileException other) {
      throw notRegular(other);
    }
  }

  /**
   * Opens the newest manifest beside a writer: where a file of it is gone meanwhile, a newer one is
   * taken (ruling 14); so it is where a log went on behind a bulk segment that only a newer one
   * names (ruling 6).
   */
  public static OpenFiles openForReading(Storage storage, ManifestData manifest)
      throws IOException {
    return openForReading(storage, manifest, List.of());
  }

  /** The same, where the files of {@code known}, which the caller holds, are open already. */
  static OpenFiles openForReading(Storage storage, ManifestData manifest, List<SegmentView> known)
      throws IOException {
    try (SegmentFiles opened = new SegmentFiles(storage, known)) {
      ManifestData wanted = manifest;
      for (int attempt = 0; ; attempt++) {
        try {
          OpenFiles files = OpenFiles.open(storage, wanted, opened, true);
          Optional<ManifestData> newer =
              files.missedSegment() ? newerThan(wanted, storage, attempt) : Optional.empty();
          if (newer.isEmpty()) {
            return files;
          }
          files.tables().close();
          wanted = newer.get();
        } catch (NoSuchFileException gone) {
          wanted = newerThan(wanted, storage, attempt).orElseThrow(() -> missing(gone));
        } catch (NotRegularFileException other) {
          throw notRegular(other);
        } catch (CorruptFileException damage) {
          wanted = newerThan(wanted, storage, attempt).orElseThrow(() -> damage);
        }
      }
    }
  }

  /**
   * The manifest that took the place of {@code manifest}. A listing beside a writer may miss names
   * that come and go while it is made, and show one that is about to go: so one listing without a
   * newer manifest proves nothing.
   */
  private static Optional<ManifestData> newerThan(
      ManifestData manifest, Storage storage, int attempt) throws IOException {
    Optional<ManifestData> newer = Optional.empty();
    for (int look = 0; look < LOOKS && newer.isEmpty() && attempt < FOLLOW; look++) {
      newer = newest(storage.directory()).filter(next -> next.number() > manifest.number());
    }
    return newer;
  }

  private static CorruptFileException missing(NoSuchFileException gone) {
    return damagedName(gone, "a file, for the manifest names it", "none");
  }

  private static CorruptFileException notRegular(NotRegularFileException other) {
    return damagedName(other, "a regular file", other.kind());
  }

  private static CorruptFileException damagedName(
      FileSystemException failure, String expected, String found) {
    String file = failure.getFile();
    return new CorruptFileException(
        file == null ? "a file" : String.valueOf(Path.of(file).getFileName()),
        "name",
        0,
        expected,
        found);
  }

  /**
   * Removes what was never published; safe before recovery. What the system refuses to remove stays
   * for the sweep behind recovery, and harms nobody. Returns how many files.
   */
  public static int sweepTemporaries(Directory directory) throws IOException {
    int removed = 0;
    for (FileName name : directory.list()) {
      if (name.kind() == FileKind.TEMPORARY) {
        try {
          directory.delete(name);
          removed++;
        } catch (AccessDeniedException inUse) {
          System.getLogger("io.iqdb")
              .log(System.Logger.Level.DEBUG, name + " stays for now", inUse);
        }
      }
    }
    return removed;
  }
}
