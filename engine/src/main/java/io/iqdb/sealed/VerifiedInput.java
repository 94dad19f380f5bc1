package io.iqdb.sealed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import java.util.ArrayDeque;
import java.util.Objects;

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
  @GuardedBy("buffers")
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>(0);

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

  /**
   * Fills {@code target} from {@code offset} on, and compares with the checksums just the bytes it
   * hands out, whatever was verified before: a block may rot after it was found sound.
   *
   * @param last of this file; blocks that it has not are read
   */
  void readAnew(long offset, MemorySegment target, LastBlock last) throws IOException {
    Objects.checkFromIndexSize(offset, target.byteSize(), footer.start());
    for (long done = 0; done < target.byteSize(); ) {
      long position = offset + done;
      int block = (int) (position / BLOCK);
      if (!last.is(block)) {
        readAnew(block, last, position);
      }
      int from = (int) (position - (long) block * BLOCK);
      int length = (int) Math.min(target.byteSize() - done, last.length() - from);
      last.copy(from, target, done, length);
      done += length;
    }
  }

  private void readAnew(int block, LastBlock last, long from) throws IOException {
    ByteBuffer content = last.forget();
    readBlock(block, content);
    requireSound(block, content, from);
    verified.mark(block);
    last.verified(block);
  }

  /** Compares every block of a range with its checksum, whatever was verified before. */
  void verifyAnew(long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, footer.start());
    ByteBuffer buffer = borrow();
    try {
      for (long block = offset / BLOCK; block * BLOCK < offset + length; block++) {
        readBlock((int) block, buffer);
        requireSound((int) block, buffer, offset);
        verified.mark((int) block);
      }
    } finally {
      giveBack(buffer);
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
    ByteBuffer pooled;
    synchronized (buffers) {
      pooled = buffers.poll();
    }
    return pooled != null ? pooled : ByteBuffer.allocate((int) Math.min(BLOCK, footer.start()));
  }

  private void giveBack(ByteBuffer buffer) {
    synchronized (buffers) {
      if (verified.complete()) {
        buffers.clear();
      } else {
        buffers.add(buffer);
      }
    }
  }
}
