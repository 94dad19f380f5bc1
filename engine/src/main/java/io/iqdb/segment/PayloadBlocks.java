package io.iqdb.segment;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.codec.PayloadBlockCodec;
import io.iqdb.format.segment.PayloadSection;
import io.iqdb.sealed.SealedFile;
import io.iqdb.types.Metadata;
import java.io.IOException;

/**
 * The payload of one segment: finds the block of a row and brings it into the buffers of a cursor.
 * Safe for any thread; each brings its own cursor.
 */
final class PayloadBlocks {
  private final SealedFile file;
  private final SectionEntry entry;
  private final PayloadSection section;

  PayloadBlocks(SealedFile file, SectionEntry entry, PayloadSection section) {
    this.file = file;
    this.entry = entry;
    this.section = section;
  }

  PayloadSection section() {
    return section;
  }

  /** The block of {@code row}, or -1 where it has no metadata. */
  int find(int row) throws IOException {
    try {
      return section.findBlock(row);
    } catch (MalformedException e) {
      throw damage(0, e);
    }
  }

  int firstRow(int block) throws IOException {
    try {
      return section.firstRow(block);
    } catch (MalformedException e) {
      throw damage(0, e);
    }
  }

  /** Reads a block into the raw buffer of {@code cursor}; gives the number of its rows. */
  int read(int block, PayloadCursor cursor) throws IOException {
    long at = 0; // of what a message speaks of, in the section
    try {
      int rows = section.rows(block);
      int rawLength = section.rawLength(block);
      int storedLength = section.storedLength(block);
      at = section.offset(block);
      file.read(entry.offset() + at, cursor.storedBuffer(storedLength));
      PayloadBlockCodec codec = cursor.codec();
      int found = codec.rawLength(cursor.stored(), 0, storedLength);
      if (found != rawLength) {
        throw new MalformedException("a raw length of " + rawLength, Integer.toString(found), 0);
      }
      byte[] raw = cursor.rawBuffer(rawLength);
      codec.decode(cursor.stored(), 0, storedLength, raw);
      PayloadSection.checkRaw(raw, rawLength, rows);
      return rows;
    } catch (MalformedException e) {
      throw damage(at, e);
    }
  }

  /** Decodes the metadata that {@code cursor} is on. */
  Metadata decode(MetadataCodec codec, PayloadCursor cursor) {
    try {
      return codec.decode(cursor.block(), cursor.offset(), cursor.length());
    } catch (MalformedException e) {
      throw damageOfRecord(e);
    }
  }

  /** Checks the metadata that {@code cursor} is on. */
  void validate(MetadataCodec codec, PayloadCursor cursor) {
    try {
      codec.validate(cursor.block(), cursor.offset(), cursor.length());
    } catch (MalformedException e) {
      throw damageOfRecord(e);
    }
  }

  private CorruptFileException damage(long at, MalformedException e) {
    return part().damage(entry.offset() + at, e);
  }

  /** An offset inside a decompressed record is no offset of the file. */
  private CorruptFileException damageOfRecord(MalformedException e) {
    return part().damage(entry.offset(), e.expected(), e.found());
  }

  private FilePart part() {
    return file.part(entry);
  }
}
