package io.iqdb.sealed;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.BlockChecksums;
import io.iqdb.format.Crc32c;
import io.iqdb.format.FileFooter;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.SectionEntry;
import io.iqdb.store.Input;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The content of one file, read positionally and compared with its block table. Checksums never
 * read through a mapping: a read error there would take the process down. Any number of threads.
 */
final class VerifiedInput {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

  private final FileName name;
  private final Input input;
  private final FileFooter footer;
  private final VerifiedBlocks verified;

  /** Block buffers for reuse, as many as threads ever verified at once; gone when all is sound. */
  private final ConcurrentLinkedQueue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  VerifiedInput(FileName name, Input input, FileFooter footer) {
    this.name = name;
    this.input = input;
    this.footer = footer;
    this.verified = new VerifiedBlocks(footer.blocks().count());
  }

  /** Verifies the blocks of a range of the content that were not verified before. */
  void verify(long offset, long length) throws IOException {
    if (verified.complete()) {
      return;
    }
    Objects.checkFromIndexSize(offset, length, footer.start());
    if (length == 0) {
      return;
    }
    int end = (int) ((offset + length - 1) / BLOCK) + 1;
    int block = verified.nextUnverified((int) (offset / BLOCK), end);
    if (block == end) {
      return;
    }
    ByteBuffer buffer = borrow();
    try {
      while (block < end) {
        readBlock(block, buffer);
        requireSound(block, buffer, offset);
        verified.mark(block);
        block = verified.nextUnverified(block + 1, end);
      }
    } finally {
      giveBack(buffer);
    }
  }

  /** Reads a range of the content into {@code target}, verified. */
  void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), footer.start());
    verify(offset, target.remaining());
    try {
      input.read(offset, target);
    } catch (EOFException truncated) {
      throw truncated(offset, truncated);
    }
  }

  /** Copies the whole content into {@code target} and verifies the copy, not what it came from. */
  void copy(MemorySegment target) throws IOException {
    for (int block = 0; block < verified.count(); block++) {
      long offset = (long) block * BLOCK;
      MemorySegment part = target.asSlice(offset, blockLength(block));
      try {
        input.read(offset, part);
      } catch (EOFException truncated) {
        throw truncated(offset, truncated);
      }
      requireSound(block, part.asByteBuffer(), offset);
      verified.mark(block);
    }
  }

  /**
   * Reads one block into {@code buffer}, of 64 KiB, and flips it; does not look at its checksum.
   */
  void readBlock(int block, ByteBuffer buffer) throws IOException {
    long offset = (long) block * BLOCK;
    buffer.clear().limit(blockLength(block));
    try {
      input.read(offset, buffer);
    } catch (EOFException truncated) {
      throw truncated(offset, truncated);
    }
    buffer.flip();
  }

  /** Whether {@code content} is what was written as this block. */
  boolean isSound(int block, ByteBuffer content) {
    return Crc32c.of(content) == footer.blocks().crc(block);
  }

  /** What to throw for a block that is not sound; names its first section from {@code from} on. */
  CorruptFileException damage(int block, ByteBuffer content, long from) {
    long offset = (long) block * BLOCK;
    String section = sectionAt(Math.max(offset, from), offset + content.remaining());
    return new FilePart(name, section)
        .checksumDamage(footer.blocks().crc(block), Crc32c.of(content), offset);
  }

  private void requireSound(int block, ByteBuffer content, long from) {
    if (!isSound(block, content)) {
      throw damage(block, content, from);
    }
  }

  private String sectionAt(long from, long end) {
    for (SectionEntry entry : footer.sections()) {
      if (entry.offset() < end && entry.end() > from) {
        return entry.label();
      }
    }
    return from < FileHeader.BYTES ? "header" : "padding";
  }

  private CorruptFileException truncated(long offset, EOFException cause) {
    CorruptFileException damage =
        new FilePart(name, sectionAt(offset, offset + 1))
            .damage(offset, "a file of " + footer.fileLength() + " bytes", "its end");
    damage.addSuppressed(cause);
    return damage;
  }

  private int blockLength(int block) {
    return (int) Math.min(BLOCK, footer.start() - (long) block * BLOCK);
  }

  private ByteBuffer borrow() {
    ByteBuffer pooled = buffers.poll();
    return pooled != null ? pooled : ByteBuffer.allocate((int) Math.min(BLOCK, footer.start()));
  }

  private void giveBack(ByteBuffer buffer) {
    if (verified.complete()) {
      buffers.clear();
    } else {
      buffers.add(buffer);
    }
  }
}
