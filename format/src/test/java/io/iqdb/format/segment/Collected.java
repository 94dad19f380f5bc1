package io.iqdb.format.segment;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** A section in memory. */
final class Collected implements SectionOutput.Sink {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public void write(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(copy);
    bytes.writeBytes(copy);
  }

  @Override
  public void write(MemorySegment source) {
    bytes.writeBytes(source.toArray(ValueLayout.JAVA_BYTE));
  }

  MemorySegment segment() {
    return MemorySegment.ofArray(bytes());
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
