package io.iqdb.tombstone;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.TombstoneEntry;
import io.iqdb.format.tombstone.TombstoneCodec;
import io.iqdb.sealed.Expectation;
import io.iqdb.sealed.SealedFile;
import io.iqdb.sealed.SealedFileWriter;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** Writes and reads the deleted rows of a segment. */
public final class TombstoneFiles {
  private TombstoneFiles() {}

  /**
   * Writes and syncs a tombstone file under a temporary name; publishing it, and the manifest that
   * names it, is its caller's business. Leaves nothing behind where it fails.
   *
   * @param header of the tombstone file that it will be
   * @param deleted at least one row, all of them below {@code rows}; stays as it is
   * @param rows of the segment
   * @return what a manifest says of the file
   */
  public static TombstoneEntry write(
      Directory directory, FileName temporary, FileHeader header, RoaringBitmap deleted, int rows)
      throws IOException {
    Require.state(header.kind() == FileKind.TOMBSTONE, "%s is no tombstone file", header);
    ByteBuffer section = TombstoneCodec.encode(deleted, rows);
    try (SealedFileWriter out = SealedFileWriter.create(directory, temporary, header)) {
      out.beginSection(SectionKind.TOMBSTONES, TombstoneCodec.VERSION, section.remaining());
      out.write(section);
      return new TombstoneEntry(
          header.generation(), out.finish(), header.salt(), deleted.getLongCardinality());
    }
  }

  /**
   * The deleted rows of a segment, every byte of the file verified; empty where the segment has no
   * tombstones. The bitmap belongs to the caller.
   *
   * @throws CorruptFileException where the file is damaged or is not the one that the manifest
   *     names
   * @throws java.nio.file.NoSuchFileException where it is gone
   */
  public static RoaringBitmap read(Directory directory, UUID database, SegmentEntry segment)
      throws IOException {
    TombstoneEntry tombstones = segment.tombstones();
    if (tombstones == null) {
      return new RoaringBitmap();
    }
    FileName name = new FileName(FileKind.TOMBSTONE, segment.number(), tombstones.generation());
    Expectation expectation = new Expectation(database, tombstones.length(), tombstones.salt());
    int rows = Math.toIntExact(segment.rows());
    try (SealedFile file = SealedFile.openUnmapped(directory, name, expectation)) {
      SectionEntry entry = file.require(SectionKind.TOMBSTONES);
      entry.requireVersion(TombstoneCodec.VERSION, name);
      ByteBuffer section = file.readSection(entry, TombstoneCodec.maxBytes(rows));
      try {
        return TombstoneCodec.decode(section, rows, tombstones.deleted());
      } catch (MalformedException malformed) {
        throw file.part(entry).damage(entry.offset(), malformed);
      }
    }
  }
}
