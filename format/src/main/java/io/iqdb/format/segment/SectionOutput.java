package io.iqdb.format.segment;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Gathers the small fields of a section into large writes. Used by one thread. */
public final class SectionOutput {
  private static final int BUFFER_BYTES = 64 << 10;

  /** What the buffer begins with; sections of small segments fit. */
  private static final int FIRST_BYTES = 1 << 10;

  private final Sink sink;
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;

  /** Writes to {@code sink}. */
  public SectionOutput(Sink sink) {
    this.sink = sink;
  }

  /** Where a section goes, from front to back. */
  public interface Sink {
    /** Appends what remains in {@code source} and consumes it. */
    void write(ByteBuffer source) throws IOException;

    /** Appends all of {@code source}. */
    void write(MemorySegment source) throws IOException;
  }

  /** Bytes written since the beginning of the section. */
  long position() {
    return flushed + buffer.position();
  }

  void putByte(int value) throws IOException {
    room(Byte.BYTES).put((byte) value);
  }

  void putShort(int value) throws IOException {
    room(Short.BYTES).putShort((short) value);
  }

  void putInt(int value) throws IOException {
    room(Integer.BYTES).putInt(value);
  }

  void putLong(long value) throws IOException {
    room(Long.BYTES).putLong(value);
  }

  void put(ByteBuffer source) throws IOException {
    if (source.remaining() > room(source.remaining()).remaining()) {
      flushed += source.remaining();
      sink.write(source);
    } else {
      buffer.put(source);
    }
  }

  void put(MemorySegment source) throws IOException {
    if (source.byteSize() <= room(source.byteSize()).remaining()) {
      int length = (int) source.byteSize();
      MemorySegment.copy(source, 0, MemorySegment.ofBuffer(buffer), 0, length);
      buffer.position(buffer.position() + length);
    } else {
      flushed += source.byteSize();
      sink.write(source);
    }
  }

  /** Writes zeros up to {@code target}, a position that was not passed yet. */
  void padTo(long target) throws IOException {
    while (position() < target) {
      int step = (int) Math.min(target - position(), buffer.capacity());
      ByteBuffer free = room(Math.min(step, Long.BYTES));
      for (int left = Math.min(step, free.remaining()); left > 0; left--) {
        free.put((byte) 0);
      }
    }
  }

  void flush() throws IOException {
    buffer.flip();
    flushed += buffer.remaining();
    sink.write(buffer);
    buffer.clear();
  }

  /** The buffer, with room for {@code bytes} where its full size has it. */
  private ByteBuffer room(long bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return buffer;
    }
    if (buffer.capacity() < BUFFER_BYTES) {
      buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }
}
