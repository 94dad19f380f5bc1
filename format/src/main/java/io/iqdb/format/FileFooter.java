package io.iqdb.format;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What ends every published file, the write-ahead log aside: block table, section table and {@link
 * FileTail} ({@code spec/FORMAT.md}, section 3).
 *
 * @param start where the content ends and the footer begins
 * @param fileNumber as in the header
 * @param salt as in the header
 * @param blocks checksums of everything before {@code start}
 * @param sections in the order of their offsets, without overlap, each tag once
 */
public record FileFooter(
    long start, long fileNumber, long salt, BlockChecksums blocks, List<SectionEntry> sections) {
  /** Copies the list. */
  public FileFooter {
    sections = List.copyOf(sections);
  }

  /** Length of the whole file. */
  public long fileLength() {
    return start + FileTail.tableBytes(sections.size(), blocks.count()) + FileTail.BYTES;
  }

  /** The section of a kind, where the file has one. */
  public Optional<SectionEntry> section(SectionKind kind) {
    for (SectionEntry entry : sections) {
      if (entry.tag() == kind.tag()) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The tables and the tail, ready to be read. */
  public ByteBuffer encode() {
    int tableBytes = FileTail.tableBytes(sections.size(), blocks.count());
    ByteBuffer target =
        ByteBuffer.allocate(Math.addExact(tableBytes, FileTail.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    blocks.encode(target);
    for (SectionEntry entry : sections) {
      entry.encode(target);
    }
    int tablesCrc = Crc32c.of(target.slice(0, tableBytes));
    new FileTail(sections.size(), blocks.count(), start, fileLength(), fileNumber, salt, tablesCrc)
        .encode(target);
    return target.flip();
  }

  /**
   * Reads the {@link FileTail#tableBytes} at the position of {@code tables}, which stays.
   *
   * @throws CorruptFileException where they are damaged, or sections overlap or leave the file
   * @throws UnsupportedVersionException where a required section is of an unknown kind
   */
  public static FileFooter decode(FileTail tail, ByteBuffer tables, FileName file) {
    FilePart part = new FilePart(file, "footer");
    if (tables.remaining() < tail.tableBytes()) {
      throw part.damage(
          tail.footerStart(), tail.tableBytes() + " bytes", tables.remaining() + " bytes");
    }
    ByteBuffer source =
        tables.slice(tables.position(), tail.tableBytes()).order(ByteOrder.LITTLE_ENDIAN);
    part.requireChecksum(tail.tablesCrc(), Crc32c.of(source), tail.footerStart());
    BlockChecksums blocks = BlockChecksums.decode(source, tail.blocks());
    List<SectionEntry> sections = new ArrayList<>(tail.sections());
    Set<Integer> tags = new HashSet<>();
    long from = FileHeader.BYTES;
    for (int i = 0; i < tail.sections(); i++) {
      long at = tail.footerStart() + source.position();
      SectionEntry entry = SectionEntry.decode(source, from, tail.footerStart(), part, at);
      if (!tags.add(entry.tag())) {
        throw part.damage(at, "each section once", entry.label() + " twice");
      }
      requireKnown(entry, file);
      sections.add(entry);
      from = entry.end();
    }
    return new FileFooter(tail.footerStart(), tail.fileNumber(), tail.salt(), blocks, sections);
  }

  private static void requireKnown(SectionEntry entry, FileName file) {
    if (entry.isRequired() && SectionKind.of(entry.tag()).isEmpty()) {
      throw new UnsupportedVersionException(
          file + " needs section " + entry.tag() + ", which came with a later version");
    }
  }
}
