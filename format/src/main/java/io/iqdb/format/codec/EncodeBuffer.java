package io.iqdb.format.codec;

import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;

/**
 * Collects encoded values, little-endian, in memory that is reused. Lives on the heap, so there is
 * nothing to release. One thread at a time.
 */
public final class EncodeBuffer {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Bytes<byte[]> bytes;
  private float[] components = {};

  /**
   * Empty.
   *
   * @param capacity how much fits before it grows, at least 1
   */
  public EncodeBuffer(int capacity) {
    bytes = Chronicle.elastic(capacity);
  }

  /** Forgets what was written. */
  public void clear() {
    bytes.clear();
  }

  /** How many bytes were written. */
  public int length() {
    return (int) bytes.writePosition();
  }

  /** Forgets everything behind the first {@code length} bytes. */
  public void truncate(int length) {
    Objects.checkIndex(length, length() + 1);
    bytes.writePosition(length);
  }

  /** Writes the low byte of {@code value}. */
  public void u8(int value) {
    bytes.writeByte((byte) value);
  }

  /** Writes four bytes. */
  public void u32(int value) {
    bytes.writeInt(Chronicle.little(value));
  }

  /** Writes eight bytes. */
  public void i64(long value) {
    bytes.writeLong(Chronicle.little(value));
  }

  /**
   * Writes a number in groups of seven bits, the lowest first.
   *
   * @param value not negative
   */
  public void varint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("varint of a negative number");
    }
    bytes.writeStopBit(value);
  }

  /** How many bytes {@link #varint} writes for {@code value}. */
  public static int varintLength(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  /** Writes bytes as they are. */
  public void raw(byte[] source, int offset, int length) {
    bytes.write(source, offset, length);
  }

  /** Writes what {@code other} holds. */
  public void append(EncodeBuffer other) {
    int length = other.length();
    raw(other.array(), 0, length);
  }

  /** Writes {@code count} zeros. */
  public void zeros(int count) {
    for (int i = 0; i < count; i++) {
      bytes.writeByte((byte) 0);
    }
  }

  /** Writes components as float32. */
  public void floats(float[] source, int offset, int count) {
    int at = extend(count * Float.BYTES);
    MemorySegment.copy(source, offset, MemorySegment.ofArray(array()), FLOAT, at, count);
  }

  /** Writes the components of {@code vector} as float32. */
  public void floats(Vector vector) {
    int dimension = vector.dimension();
    if (components.length < dimension) {
      components = new float[dimension];
    }
    vector.copyInto(components, 0);
    floats(components, 0, dimension);
  }

  /** Overwrites four bytes at {@code position}, all of them written before. */
  public void setU32(int position, int value) {
    Objects.checkFromIndexSize(position, Integer.BYTES, length());
    bytes.writeInt(position, Chronicle.little(value));
  }

  /** A copy of what was written. */
  public byte[] toArray() {
    byte[] copy = new byte[length()];
    System.arraycopy(array(), 0, copy, 0, copy.length);
    return copy;
  }

  /** What was written, from the first byte on; valid until the next change. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(array(), 0, length()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The memory behind this buffer; what was written starts at index 0. Valid until the next write.
   */
  public byte[] array() {
    byte[] array = bytes.underlyingObject();
    return Objects.requireNonNull(array);
  }

  void id(VectorId.Bytes id) {
    int at = extend(id.length());
    id.copyInto(array(), at);
  }

  /** Makes room for {@code count} bytes, counts them as written and gives their position. */
  private int extend(int count) {
    int at = length();
    bytes.ensureCapacity(Math.addExact(at, count));
    bytes.writePosition(at + count);
    return at;
  }
}
