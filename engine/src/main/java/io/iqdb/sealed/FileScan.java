package io.iqdb.sealed;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.BlockChecksums;
import io.iqdb.format.FileFooter;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.SectionEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One pass over the content of a file from front to back that compares every block and section
 * checksum and looks for bytes other than zero between sections. Used by one thread, once.
 */
final class FileScan {
  private final FileName name;
  private final FileFooter footer;
  private final VerifiedInput input;
  private final Consumer<CorruptFileException> findings;
  private final CRC32C crc = new CRC32C();

  /** The section that the pass is in or comes to next. */
  private int section;

  FileScan(
      FileName name,
      FileFooter footer,
      VerifiedInput input,
      Consumer<CorruptFileException> findings) {
    this.name = name;
    this.footer = footer;
    this.input = input;
    this.findings = findings;
  }

  /** Reports all damage; stops early only where the file ends early. */
  void run() throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.min(BlockChecksums.BLOCK_BYTES, footer.start()));
    for (int block = 0; block < footer.blocks().count(); block++) {
      long offset = (long) block * BlockChecksums.BLOCK_BYTES;
      try {
        input.readBlock(block, buffer);
      } catch (CorruptFileException truncated) {
        findings.accept(truncated);
        return; // nothing behind can be read either
      }
      boolean sound = input.isSound(block, buffer);
      if (!sound) {
        findings.accept(input.damage(block, buffer, offset));
      }
      pass(offset, buffer, sound);
    }
    endSections(footer.start());
  }

  /** Feeds the pieces of one block to the sections and gaps that they belong to. */
  private void pass(long offset, ByteBuffer block, boolean sound) {
    long end = offset + block.remaining();
    long at = Math.max(offset, FileHeader.BYTES);
    while (at < end) {
      endSections(at);
      boolean last = section == footer.sections().size();
      long start = last ? footer.start() : footer.sections().get(section).offset();
      boolean gap = at < start;
      long pieceEnd = Math.min(end, gap ? start : footer.sections().get(section).end());
      ByteBuffer piece = block.slice((int) (at - offset), (int) (pieceEnd - at));
      if (gap) {
        requireZero(piece, at, sound);
      } else {
        crc.update(piece);
      }
      at = pieceEnd;
    }
  }

  /** Closes the sections that end at or before {@code at}. */
  private void endSections(long at) {
    while (section < footer.sections().size() && footer.sections().get(section).end() <= at) {
      SectionEntry entry = footer.sections().get(section++);
      int computed = (int) crc.getValue();
      crc.reset();
      if (computed != entry.crc()) {
        findings.accept(
            new FilePart(name, entry.label())
                .checksumDamage(entry.crc(), computed, entry.offset()));
      }
    }
  }

  private void requireZero(ByteBuffer gap, long at, boolean sound) {
    while (sound && gap.hasRemaining()) {
      if (gap.get() != 0) {
        findings.accept(
            new FilePart(name, "padding").damage(at + gap.position() - 1, "zero", "another byte"));
        return;
      }
    }
  }
}
