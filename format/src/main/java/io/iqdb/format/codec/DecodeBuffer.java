package io.iqdb.format.codec;

import io.iqdb.format.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads encoded values, little-endian, and checks each against the bytes that are there: anything
 * that does not fit is a {@link MalformedException} with its offset from the first byte. One thread
 * at a time.
 */
public final class DecodeBuffer {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Up to here a copy is cheaper than a new view. */
  private static final int COPIED = 4096;

  private static final byte[] NOTHING = {};

  private final Bytes<byte[]> small = Chronicle.elastic(256);
  private @Nullable Bytes<byte[]> view;
  private Bytes<byte[]> bytes = small;
  private byte[] viewed = NOTHING;
  private int start;
  private int end;

  /** Empty. */
  public DecodeBuffer() {}

  /**
   * Reads from {@code length} bytes of {@code source}, which may be read in place: it must not
   * change until this buffer is done with them.
   */
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  public void load(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (length <= COPIED) {
      bytes = small;
      bytes.clear();
      bytes.write(source, offset, length);
      start = 0;
      end = length;
      return;
    }
    Bytes<byte[]> present = view;
    if (present == null || viewed != source) {
      if (present != null) {
        present.releaseLast();
      }
      present = Chronicle.wrap(source);
      view = present;
      viewed = source;
    }
    bytes = present;
    bytes.readPositionRemaining(offset, length);
    start = offset;
    end = offset + length;
  }

  /** Bytes read so far. */
  public int position() {
    return (int) bytes.readPosition() - start;
  }

  /** Bytes left. */
  public int remaining() {
    return end - (int) bytes.readPosition();
  }

  /** Reads a byte as 0 to 255. */
  public int u8() {
    require(1, "a byte");
    return bytes.readUnsignedByte();
  }

  /** Reads four bytes. */
  public int u32() {
    require(Integer.BYTES, "4 bytes");
    return Chronicle.little(bytes.readInt());
  }

  /** Reads eight bytes. */
  public long i64() {
    require(Long.BYTES, "8 bytes");
    return Chronicle.little(bytes.readLong());
  }

  /**
   * Reads a number of at most {@code max}, written in as few bytes as it needs.
   *
   * @param what names it in messages
   */
  public int varint(int max, String what) {
    int at = position();
    int room = Math.min(remaining(), 5);
    int length = 0;
    // the last byte has its top bit clear: found before Chronicle would run out of bytes
    while (length < room && bytes.peekUnsignedByte((long) start + at + length) >= 0x80) {
      length++;
    }
    if (length == room) {
      throw new MalformedException(what + " of at most " + max, "no end of the number", at);
    }
    long value = bytes.readStopBit();
    if (value < 0 || value > max) {
      throw new MalformedException(what + " of at most " + max, Long.toString(value), at);
    }
    if (EncodeBuffer.varintLength(value) != length + 1) {
      throw new MalformedException("the shortest form of " + what, length + 1 + " bytes", at);
    }
    return (int) value;
  }

  /** Reads a length of something that follows, and that all of it is there. */
  public int length(String what) {
    int at = position();
    int value = varint(Integer.MAX_VALUE, what);
    if (value > remaining()) {
      throw new MalformedException(
          what + " within the " + remaining() + " bytes left", Integer.toString(value), at);
    }
    return value;
  }

  /** Fills a part of {@code target}. */
  public void raw(byte[] target, int offset, int count) {
    require(count, count + " bytes");
    System.arraycopy(array(), (int) bytes.readPosition(), target, offset, count);
    bytes.readSkip(count);
  }

  /** A copy of the next {@code count} bytes. */
  public byte[] raw(int count) {
    require(count, count + " bytes");
    byte[] copy = new byte[count];
    raw(copy, 0, count);
    return copy;
  }

  /** Passes over {@code count} bytes. */
  public void skip(int count) {
    require(count, count + " bytes");
    bytes.readSkip(count);
  }

  /** Reads float32 components, finite or not. */
  public void floats(float[] target, int offset, int count) {
    require((long) count * Float.BYTES, count + " components");
    MemorySegment.copy(
        MemorySegment.ofArray(array()), FLOAT, bytes.readPosition(), target, offset, count);
    bytes.readSkip((long) count * Float.BYTES);
  }

  /** Reads {@code count} bytes of well-formed UTF-8. */
  public String text(int count) {
    require(count, count + " bytes of text");
    String text = new String(array(), (int) bytes.readPosition(), count, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) { // written so, or put for what is malformed
      requireWellFormed(count);
    }
    bytes.readSkip(count);
    return text;
  }

  /** Passes over {@code count} bytes of well-formed UTF-8. */
  void skipText(int count) {
    require(count, count + " bytes of text");
    byte[] array = array();
    int at = (int) bytes.readPosition();
    for (int i = at; i < at + count; i++) {
      if (array[i] < 0) {
        requireWellFormed(count);
        break;
      }
    }
    bytes.readSkip(count);
  }

  /** The order of {@code a} and {@code b}, ranges of {@code length} bytes at these positions. */
  int compare(int a, int lengthOfA, int b, int lengthOfB) {
    byte[] array = array();
    return java.util.Arrays.compareUnsigned(
        array, start + a, start + a + lengthOfA, array, start + b, start + b + lengthOfB);
  }

  /** Refuses bytes that are left over. */
  public void requireEnd(String what) {
    if (remaining() != 0) {
      throw new MalformedException("the end of " + what, remaining() + " more bytes", position());
    }
  }

  private void requireWellFormed(int count) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(array(), (int) bytes.readPosition(), count));
    } catch (CharacterCodingException malformed) {
      throw new MalformedException("UTF-8", "malformed text", position());
    }
  }

  private void require(long count, String what) {
    if (count > remaining()) {
      throw new MalformedException(what, "the end after " + remaining() + " bytes", position());
    }
  }

  private byte[] array() {
    return Objects.requireNonNull(bytes.underlyingObject());
  }
}
