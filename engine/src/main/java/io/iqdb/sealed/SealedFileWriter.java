package io.iqdb.sealed;

import io.iqdb.error.Require;
import io.iqdb.format.BlockChecksums;
import io.iqdb.format.FileFooter;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sealed file from front to back under a temporary name: header, sections, footer. Used by
 * one thread; {@link #close} without {@link #finish} leaves nothing behind. Publishing the file is
 * its caller's business.
 */
public final class SealedFileWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 4 * BlockChecksums.BLOCK_BYTES;

  /** What the buffer begins with: most files are manifests. */
  private static final int FIRST_BYTES = 4 << 10;

  private static final byte[] ZEROS = new byte[SectionEntry.LARGE_ALIGNMENT];

  private final Directory directory;
  private final FileName temporary;
  private final FileHeader header;
  private final Output output;
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
  private final WriteBehind behind;
  private final BlockChecksums.Builder blocks = new BlockChecksums.Builder();
  private final List<SectionEntry> sections = new ArrayList<>();

  /** Bytes that went to the output; those in {@link #buffer} come on top. */
  private long drained;

  private @Nullable OpenSection open;

  /** Where in {@link #buffer} the bytes begin that {@link #blocks} has not seen. */
  private int unsummed;

  private boolean finished;
  private boolean closed;

  private record OpenSection(SectionKind kind, int version, long offset, long expectedLength) {}

  private SealedFileWriter(
      Directory directory, FileName temporary, FileHeader header, Output output) {
    this.directory = directory;
    this.temporary = temporary;
    this.header = header;
    this.output = output;
    this.behind = new WriteBehind(output);
    buffer.put(header.encode());
  }

  /**
   * Creates the file.
   *
   * @param temporary the name that it is written under
   * @param header says what it will be once it is published
   */
  public static SealedFileWriter create(Directory directory, FileName temporary, FileHeader header)
      throws IOException {
    return new SealedFileWriter(directory, temporary, header, directory.create(temporary, 0));
  }

  /**
   * Ends the section before, if there is one, and begins the next on its alignment.
   *
   * @param kind not yet in this file
   * @param version of the layout of the section, from 1 on
   * @param expectedLength its length in bytes or an upper bound of it, which decides the alignment
   */
  public void beginSection(SectionKind kind, int version, long expectedLength) throws IOException {
    endSection();
    for (SectionEntry entry : sections) {
      Require.state(entry.tag() != kind.tag(), "%s comes twice", kind);
    }
    pad(SectionEntry.alignment(expectedLength));
    open = new OpenSection(kind, version, position(), expectedLength);
    sum();
    blocks.beginSpan();
  }

  /** Appends what remains in {@code source} to the section and consumes it. */
  public void write(ByteBuffer source) throws IOException {
    requireSection();
    append(source);
  }

  /** Appends {@code source}, on or off the heap, to the section. */
  public void write(MemorySegment source) throws IOException {
    requireSection();
    long done = 0;
    while (done < source.byteSize()) {
      makeRoom();
      int length = (int) Math.min(source.byteSize() - done, buffer.remaining());
      MemorySegment.copy(
          source, ValueLayout.JAVA_BYTE, done, buffer.array(), buffer.position(), length);
      buffer.position(buffer.position() + length);
      done += length;
    }
  }

  /** Bytes in the section that is being written. */
  public long sectionPosition() {
    return position() - requireSection().offset();
  }

  /**
   * Writes the footer, syncs and closes the file.
   *
   * @return its length
   */
  public long finish() throws IOException {
    Require.state(!finished && !closed, "%s is finished already", temporary);
    endSection();
    pad(SectionEntry.ALIGNMENT);
    drain();
    FileFooter footer =
        new FileFooter(drained, header.number(), header.salt(), blocks.build(), sections);
    output.write(footer.encode());
    behind.await(); // a sync that failed must not be followed by another one
    output.sync();
    output.close();
    finished = true;
    return footer.fileLength();
  }

  /** Deletes the file unless it was finished; idempotent. */
  @Override
  public void close() throws IOException {
    if (finished || closed) {
      return;
    }
    closed = true;
    try (output) {
      behind.await();
    } catch (IOException | RuntimeException | Error failure) {
      try {
        directory.delete(temporary);
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
    directory.delete(temporary);
  }

  private long position() {
    return drained + buffer.position();
  }

  private OpenSection requireSection() {
    OpenSection section = open;
    if (section == null) {
      throw new IllegalStateException("no section of " + temporary + " was begun");
    }
    return section;
  }

  private void endSection() throws IOException {
    OpenSection section = open;
    if (section == null) {
      return;
    }
    sum();
    long length = position() - section.offset();
    Require.state(
        length <= section.expectedLength(),
        "%s has %d bytes, more than the %d expected",
        section.kind(),
        length,
        section.expectedLength());
    sections.add(
        new SectionEntry(
            section.kind().tag(),
            section.version(),
            section.kind().isRequired() ? SectionEntry.REQUIRED : 0,
            section.offset(),
            length,
            blocks.span()));
    open = null;
  }

  private void sum() {
    blocks.update(buffer.slice(unsummed, buffer.position() - unsummed));
    unsummed = buffer.position();
  }

  private void pad(int alignment) throws IOException {
    long target = Math.ceilDiv(position(), (long) alignment) * alignment;
    append(ByteBuffer.wrap(ZEROS, 0, (int) (target - position())));
  }

  private void append(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      makeRoom();
      int length = Math.min(source.remaining(), buffer.remaining());
      buffer.put(buffer.position(), source, source.position(), length);
      buffer.position(buffer.position() + length);
      source.position(source.position() + length);
    }
  }

  private void makeRoom() throws IOException {
    if (buffer.hasRemaining()) {
      return;
    }
    if (buffer.capacity() < BUFFER_BYTES) {
      int larger = Math.min(BUFFER_BYTES, 8 * buffer.capacity());
      buffer = ByteBuffer.allocate(larger).put(buffer.flip());
    } else {
      drain();
    }
  }

  private void drain() throws IOException {
    sum();
    buffer.flip();
    drained += buffer.remaining();
    output.write(buffer);
    behind.written(drained);
    buffer.clear();
    unsummed = 0;
  }
}
