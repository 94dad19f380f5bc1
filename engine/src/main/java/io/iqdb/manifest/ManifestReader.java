package io.iqdb.manifest;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.ManifestCodec;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SectionBytes;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads manifests. Any thread, beside a writer too. */
public final class ManifestReader {
  /**
   * How often a directory is listed before it counts as one without a manifest. A listing is no
   * snapshot: of two manifests, one published and one removed while it goes on, it may see neither
   * (ext4, 3,000 files, a writer that does nothing else: one listing in 150).
   */
  private static final int LISTINGS = 10;

  private ManifestReader() {}

  /**
   * The manifest with the highest number, which is the truth; nothing where the directory holds no
   * database yet.
   *
   * @throws CorruptFileException where it is damaged, or other numbered files stand there without
   *     one: no crash leaves either behind, so there is no stepping back
   */
  public static Optional<ManifestData> readNewest(Directory directory) throws IOException {
    Optional<FileName> newest = newest(directory);
    while (newest.isPresent()) {
      try {
        return Optional.of(read(directory, newest.get()));
      } catch (NoSuchFileException gone) {
        Optional<FileName> next = newest(directory);
        if (next.isEmpty() || next.get().compareTo(newest.get()) <= 0) {
          throw gone;
        }
        newest = next; // a writer went on while we were reading
      }
    }
    return Optional.empty();
  }

  private static Optional<FileName> newest(Directory directory) throws IOException {
    for (int listing = 1; ; listing++) {
      Set<FileName> files = directory.list();
      FileName newest = null;
      FileName orphan = null; // manifest 1 is published before any other file gets its name
      for (FileName name : files) {
        if (name.kind() == FileKind.MANIFEST && (newest == null || name.compareTo(newest) > 0)) {
          newest = name;
        } else if (orphan == null && isOfDatabases(name.kind())) {
          orphan = name;
        }
      }
      if (newest != null || orphan == null) {
        return Optional.ofNullable(newest);
      }
      if (listing == LISTINGS) {
        throw new FilePart(FileName.of(FileKind.MANIFEST, 1), "file")
            .damage(0, "a manifest", "none beside " + orphan);
      }
    }
  }

  private static boolean isOfDatabases(FileKind kind) {
    return kind != FileKind.TEMPORARY && kind != FileKind.CATALOG;
  }

  /**
   * One manifest, every byte of it verified.
   *
   * @throws CorruptFileException where it is damaged
   * @throws NoSuchFileException where it is gone
   */
  public static ManifestData read(Directory directory, FileName name) throws IOException {
    FilePart whole = new FilePart(name, "file");
    long length = directory.length(name);
    if (length > ManifestCodec.MAX_BYTES) {
      throw whole.damage(0, "at most " + ManifestCodec.MAX_BYTES + " bytes", length + " bytes");
    }
    try (SealedFile file = SealedFile.openUnmapped(directory, name, Verification.FULL)) {
      return read(file);
    }
  }

  /** What an open manifest holds; its number is that in its header. */
  public static ManifestData read(SealedFile file) throws IOException {
    Map<SectionKind, SectionBytes> sections = new EnumMap<>(SectionKind.class);
    for (SectionKind kind : ManifestCodec.SECTIONS) {
      sections.put(kind, read(file, file.require(kind)));
    }
    for (SectionKind kind : ManifestCodec.OPTIONAL) {
      Optional<SectionEntry> entry = file.section(kind);
      if (entry.isPresent()) {
        sections.put(kind, read(file, entry.get()));
      }
    }
    return ManifestCodec.decode(file.header().fileName(), file.header().database(), sections);
  }

  private static SectionBytes read(SealedFile file, SectionEntry entry) throws IOException {
    entry.requireVersion(ManifestCodec.VERSION, file.name());
    return new SectionBytes(entry.offset(), file.readSection(entry, ManifestCodec.MAX_BYTES));
  }
}
