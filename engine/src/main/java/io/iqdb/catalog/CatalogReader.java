package io.iqdb.catalog;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.CollectionName;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.catalog.CatalogCodec;
import io.iqdb.format.catalog.CatalogData;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;

/** Reads catalogs. Any thread, beside a writer too. */
public final class CatalogReader {
  /**
   * How often a directory is listed before it counts as one without a catalog: a listing that goes
   * on while one is published and the one before removed may see neither.
   */
  private static final int LISTINGS = 10;

  private CatalogReader() {}

  /**
   * The catalog with the highest number, which is the truth; nothing where there is none yet.
   *
   * @throws CorruptFileException where it is damaged, or collections stand there without one: no
   *     crash leaves either behind
   */
  public static Optional<CatalogData> newest(Directory directory) throws IOException {
    Optional<FileName> newest = newestName(directory);
    while (newest.isPresent()) {
      try {
        return Optional.of(read(directory, newest.get()));
      } catch (NoSuchFileException gone) {
        Optional<FileName> next = newestName(directory);
        if (next.isEmpty() || next.get().compareTo(newest.get()) <= 0) {
          throw gone;
        }
        newest = next; // a writer went on while we were reading
      }
    }
    return Optional.empty();
  }

  private static Optional<FileName> newestName(Directory directory) throws IOException {
    for (int listing = 1; ; listing++) {
      Set<CollectionName> children = directory.children(); // before the file that names them
      Optional<FileName> newest =
          directory.list().stream()
              .filter(name -> name.kind() == FileKind.CATALOG)
              .max(FileName::compareTo);
      if (newest.isPresent() || children.isEmpty()) {
        return newest;
      }
      if (listing == LISTINGS) {
        throw new FilePart(FileName.of(FileKind.CATALOG, 1), "file")
            .damage(0, "a catalog", "none beside " + children.iterator().next());
      }
    }
  }

  /** One catalog, every byte of it verified. */
  private static CatalogData read(Directory directory, FileName name) throws IOException {
    try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.FULL)) {
      return read(file);
    }
  }

  /** What an open catalog holds; its number is that in its header. */
  public static CatalogData read(SealedFile file) throws IOException {
    SectionEntry entry = file.require(SectionKind.COLLECTIONS);
    entry.requireVersion(CatalogCodec.VERSION, file.name());
    try {
      return CatalogCodec.decode(
          file.header().number(),
          file.header().database(),
          file.readSection(entry, CatalogCodec.MAX_BYTES));
    } catch (MalformedException malformed) {
      throw file.part(entry).damage(entry.offset(), malformed);
    }
  }
}
