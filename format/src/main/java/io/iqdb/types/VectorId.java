package io.iqdb.types;

import io.iqdb.error.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The caller's key of a record: an unsigned 64-bit number or a non-empty string of bytes. The two
 * kinds are never equal. Ordered: numbers first, unsigned, then bytes, unsigned and byte by byte.
 */
public sealed interface VectorId extends Comparable<VectorId> {
  /** The numeric id {@code value}, read as unsigned. */
  static VectorId of(long value) {
    return new U64(value);
  }

  /** The id of a copy of {@code bytes}. */
  static VectorId of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** The id of the UTF-8 bytes of {@code text}. */
  static VectorId of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  default int compareTo(VectorId other) {
    return switch (this) {
      case U64 a ->
          switch (other) {
            case U64 b -> Long.compareUnsigned(a.value, b.value);
            case Bytes b -> -1;
          };
      case Bytes a ->
          switch (other) {
            case U64 b -> 1;
            case Bytes b -> Arrays.compareUnsigned(a.bytes, b.bytes);
          };
    };
  }

  /**
   * A number.
   *
   * @param value read as unsigned
   */
  record U64(long value) implements VectorId {
    /** Decimal. */
    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  /** Opaque bytes; at least one, and at most as many as the limits of the database allow. */
  final class Bytes implements VectorId {
    private final byte[] bytes;

    private Bytes(byte[] owned) {
      if (owned.length == 0) {
        throw new InvalidArgumentException("a byte id must not be empty");
      }
      this.bytes = owned;
    }

    /** How many bytes. */
    public int length() {
      return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
      return bytes.clone();
    }

    /** Copies the bytes into {@code target} from {@code offset} on. */
    public void copyInto(byte[] target, int offset) {
      System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** Lowercase hex without prefix or separators. */
    @Override
    public String toString() {
      return HexFormat.of().formatHex(bytes);
    }
  }
}
