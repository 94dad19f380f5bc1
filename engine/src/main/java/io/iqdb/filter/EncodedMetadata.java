package io.iqdb.filter;

import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps through encoded metadata in place. Positions are indices of the buffer; {@code end} is the
 * first one that does not belong to the metadata and nothing at or behind it is ever read.
 * Allocates nothing, unless to throw {@link MalformedException}.
 *
 * <pre>
 * metadata: count varint, fields ascending by the unsigned bytes of their names
 * field:    name length varint, name in UTF-8, value
 * value:    tag u8, then
 *             NULL FALSE TRUE  nothing
 *             INT REAL         8 bytes, little-endian
 *             TEXT BYTES       length varint, bytes
 *             ARRAY            length varint of what follows, count varint, values
 *             OBJECT           length varint of what follows, metadata
 * varint:   unsigned LEB128 in its shortest form, at most 2^31 - 1
 * </pre>
 */
final class EncodedMetadata {
  static final int NULL = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int INT = 3;
  static final int REAL = 4;
  static final int TEXT = 5;
  static final int BYTES = 6;
  static final int ARRAY = 7;
  static final int OBJECT = 8;

  /** Deepest nesting that the encoder writes. */
  static final int MAX_DEPTH = Limits.MAX.metadataDepth();

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private EncodedMetadata() {}

  /**
   * The varint at {@code position}: its value in the upper half, the position behind it in the
   * lower one.
   */
  static long varint(byte[] buffer, int position, int end) {
    if (position >= end) {
      throw cutShort("a varint", position);
    }
    byte first = buffer[position];
    return first >= 0 ? pack(first, position + 1) : longVarint(buffer, position, end);
  }

  private static long longVarint(byte[] buffer, int start, int end) {
    long value = 0;
    for (int i = 0; i < 5; i++) {
      if (start + i >= end) {
        throw cutShort("a varint", start);
      }
      byte next = buffer[start + i];
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        if (next == 0 || value > Integer.MAX_VALUE) {
          break;
        }
        return pack((int) value, start + i + 1);
      }
    }
    throw new MalformedException("a varint of 31 bits in its shortest form", "another", start);
  }

  /** {@link #varint}, which is the length of the bytes behind it: they lie before {@code end}. */
  static long length(byte[] buffer, int position, int end) {
    long packed = varint(buffer, position, end);
    if (value(packed) > end - next(packed)) {
      throw tooLong(value(packed), end - next(packed), position);
    }
    return packed;
  }

  private static long pack(int value, int next) {
    return ((long) value << 32) | next;
  }

  static int value(long packed) {
    return (int) (packed >>> 32);
  }

  static int next(long packed) {
    return (int) packed;
  }

  /** The tag of the value at {@code position}. */
  static int tag(byte[] buffer, int position, int end) {
    if (position >= end) {
      throw cutShort("a value", position);
    }
    return buffer[position];
  }

  /** The eight bytes of the number behind the tag at {@code position}. */
  static long number(byte[] buffer, int position, int end) {
    return (long) LONG.get(buffer, behindNumber(position, end) - Long.BYTES);
  }

  /** The position behind the value at {@code position}, which is thereby inside the metadata. */
  static int skip(byte[] buffer, int position, int end) {
    int tag = tag(buffer, position, end);
    return switch (tag) {
      case NULL, FALSE, TRUE -> position + 1;
      case INT, REAL -> behindNumber(position, end);
      case TEXT, BYTES, ARRAY, OBJECT -> {
        long length = length(buffer, position + 1, end);
        yield next(length) + value(length);
      }
      default -> throw unknown(tag, position);
    };
  }

  private static int behindNumber(int position, int end) {
    if (end - position < 9) {
      throw cutShort("a number", position);
    }
    return position + 9;
  }

  private static MalformedException cutShort(String what, int position) {
    return new MalformedException(what, "the end of the metadata", position);
  }

  private static MalformedException tooLong(int length, int available, int position) {
    return new MalformedException(
        "a length of at most " + available, Integer.toString(length), position);
  }

  private static MalformedException unknown(int tag, int position) {
    return new MalformedException("a value's tag, 0 to 8", Integer.toString(tag), position);
  }
}
