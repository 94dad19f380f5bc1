package io.iqdb.format.codec;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.LimitExceededException;
import io.iqdb.policy.Limits;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes metadata in two passes: arrays and objects stand behind their length, so the first pass
 * measures, and keeps the lengths in the order in which the second one needs them. Measuring stops
 * at the limit, whatever the size of what it was given.
 */
final class MetadataWriter {
  private int[] lengths = new int[16];
  private int measured;
  private int taken;

  private Limits limits = Limits.MAX;
  private long leaves; // bytes that the values seen so far need at least
  private @Nullable Metadata subject;

  /** The encoded length of {@code metadata}, which {@link #write} writes next. */
  int measure(Metadata metadata, Limits bounds) {
    measured = 0;
    leaves = 0;
    limits = bounds;
    subject = metadata;
    long length = measureFields(metadata, 0);
    require(length);
    return (int) length;
  }

  /** Writes what was measured. */
  void write(EncodeBuffer out) {
    Metadata metadata = subject;
    if (metadata == null) {
      throw new IllegalStateException("nothing was measured");
    }
    subject = null;
    taken = 0;
    writeFields(metadata, out);
  }

  private long measureFields(Metadata metadata, int depth) {
    long[] sum = {EncodeBuffer.varintLength(metadata.size())};
    metadata.forEach((name, value) -> {
      int length = utf8Length(name);
      count(length + 1L);
      sum[0] += EncodeBuffer.varintLength(length) + length + measureValue(value, depth);
    });
    return sum[0];
  }

  private long measureValue(Value value, int depth) {
    count(1);
    return switch (value) {
      case Value.Null _, Value.Bool _ -> 1;
      case Value.Int _, Value.Real _ -> 1 + Long.BYTES;
      case Value.Text text -> measureLeaf(utf8Length(text.text()));
      case Value.Bytes bytes -> measureLeaf(bytes.length());
      case Value.Array array -> {
        int slot = nest(depth);
        long sum = EncodeBuffer.varintLength(array.values().size());
        for (Value element : array.values()) {
          sum += measureValue(element, depth + 1);
        }
        yield keep(slot, sum);
      }
      case Value.Obj object -> {
        int slot = nest(depth);
        yield keep(slot, measureFields(object.fields(), depth + 1));
      }
    };
  }

  private long measureLeaf(int length) {
    count(length);
    return 1L + EncodeBuffer.varintLength(length) + length;
  }

  /** Takes the next place in {@link #lengths}, before those of what is inside. */
  private int nest(int depth) {
    if (depth >= limits.metadataDepth()) {
      throw new LimitExceededException(
          "metadata is nested deeper than the limit of " + limits.metadataDepth() + " levels");
    }
    if (measured == lengths.length) {
      lengths = Arrays.copyOf(lengths, measured * 2);
    }
    return measured++;
  }

  private long keep(int slot, long length) {
    require(length);
    lengths[slot] = (int) length;
    return 1 + EncodeBuffer.varintLength(length) + length;
  }

  /** Stops early: what is counted here is part of the encoded length. */
  private void count(long bytes) {
    leaves += bytes;
    require(leaves);
  }

  private void require(long length) {
    if (length > limits.metadataBytes()) {
      throw new LimitExceededException(
          "metadata needs " + length + " bytes or more, the limit is " + limits.metadataBytes());
    }
  }

  private void writeFields(Metadata metadata, EncodeBuffer out) {
    out.varint(metadata.size());
    metadata.forEach((name, value) -> {
      writeText(name, out);
      writeValue(value, out);
    });
  }

  private void writeValue(Value value, EncodeBuffer out) {
    switch (value) {
      case Value.Null _ -> out.u8(ValueTag.NULL);
      case Value.Bool bool -> out.u8(bool.flag() ? ValueTag.TRUE : ValueTag.FALSE);
      case Value.Int number -> {
        out.u8(ValueTag.INT);
        out.i64(number.number());
      }
      case Value.Real number -> {
        out.u8(ValueTag.REAL);
        out.i64(Double.doubleToRawLongBits(number.number()));
      }
      case Value.Text text -> {
        out.u8(ValueTag.TEXT);
        writeText(text.text(), out);
      }
      case Value.Bytes bytes -> {
        out.u8(ValueTag.BYTES);
        out.varint(bytes.length());
        out.raw(bytes.toArray(), 0, bytes.length());
      }
      case Value.Array array -> {
        out.u8(ValueTag.ARRAY);
        out.varint(lengths[taken++]);
        out.varint(array.values().size());
        for (Value element : array.values()) {
          writeValue(element, out);
        }
      }
      case Value.Obj object -> {
        out.u8(ValueTag.OBJECT);
        out.varint(lengths[taken++]);
        writeFields(object.fields(), out);
      }
    }
  }

  private static void writeText(String text, EncodeBuffer out) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.varint(utf8.length);
    out.raw(utf8, 0, utf8.length);
  }

  /** Refuses lone surrogates, which have no UTF-8: encoders put a '?' in silence. */
  private int utf8Length(String text) {
    require(text.length());
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length++;
        if (c >= 0x800) {
          length++;
          if (Character.isSurrogate(c)) {
            requirePair(text, i);
            i++;
          }
        }
      }
    }
    return length;
  }

  private static void requirePair(String text, int i) {
    if (!Character.isHighSurrogate(text.charAt(i))
        || i + 1 == text.length()
        || !Character.isLowSurrogate(text.charAt(i + 1))) {
      throw new InvalidArgumentException(
          "text in metadata has half a surrogate pair at index " + i);
    }
  }
}
