package io.iqdb.segment;

import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.segment.SectionOutput;
import io.iqdb.sealed.SealedFileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A section whose length is not known when its first byte is: held back until it is long enough to
 * be aligned as a large one, or complete. One that stays empty is never begun. Used by one thread.
 */
final class DeferredSection implements SectionOutput.Sink {
  private final SealedFileWriter file;
  private final SectionKind kind;
  private final int version;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean begun;

  DeferredSection(SealedFileWriter file, SectionKind kind, int version) {
    this.file = file;
    this.kind = kind;
    this.version = version;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    if (!begun && held.size() + (long) source.remaining() >= SectionEntry.LARGE) {
      begin(Long.MAX_VALUE);
    }
    if (begun) {
      file.write(source);
    } else {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      held.write(bytes, 0, bytes.length);
    }
  }

  @Override
  public void write(MemorySegment source) throws IOException {
    write(ByteBuffer.wrap(source.toArray(ValueLayout.JAVA_BYTE)));
  }

  /** Writes what is still held back; the section is complete. */
  void finish() throws IOException {
    if (!begun && held.size() > 0) {
      begin(held.size());
    }
  }

  private void begin(long expectedLength) throws IOException {
    begun = true;
    file.beginSection(kind, version, expectedLength);
    file.write(ByteBuffer.wrap(held.toByteArray()));
    held.reset();
  }
}
