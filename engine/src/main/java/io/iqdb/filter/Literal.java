package io.iqdb.filter;

import io.iqdb.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value that a filter compares with, encoded once. Strings and bytes are ordered by unsigned
 * bytes, false before true, floats as IEEE does. Immutable.
 */
sealed interface Literal {
  /** What {@link #compare} returns where kinds differ or either side is NaN. */
  int INCOMPARABLE = 2;

  /** The value at {@code position} against this: -1 less, 0 equal, 1 greater. */
  int compare(byte[] buffer, int position, int end);

  /** Of {@code value}; arrays and objects compare with nothing. */
  static Literal of(Value value) {
    return switch (value) {
      case Value.Null _ -> new Null();
      case Value.Bool flag -> new Bool(flag.flag());
      case Value.Int number -> new Int(number.number());
      case Value.Real number -> new Real(number.number());
      case Value.Text text -> run(text.text());
      case Value.Bytes bytes -> new Run(EncodedMetadata.BYTES, bytes.toArray());
      case Value.Array _, Value.Obj _ -> new Structure();
    };
  }

  /** Of a string. */
  static Run run(String text) {
    return new Run(EncodedMetadata.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Null equals null. */
  record Null() implements Literal {
    @Override
    public int compare(byte[] buffer, int position, int end) {
      return EncodedMetadata.tag(buffer, position, end) == EncodedMetadata.NULL ? 0 : INCOMPARABLE;
    }
  }

  /** A truth value. */
  record Bool(boolean flag) implements Literal {
    @Override
    public int compare(byte[] buffer, int position, int end) {
      return switch (EncodedMetadata.tag(buffer, position, end)) {
        case EncodedMetadata.FALSE -> flag ? -1 : 0;
        case EncodedMetadata.TRUE -> flag ? 0 : 1;
        default -> INCOMPARABLE;
      };
    }
  }

  /** A signed integer. */
  record Int(long number) implements Literal {
    @Override
    public int compare(byte[] buffer, int position, int end) {
      return EncodedMetadata.tag(buffer, position, end) == EncodedMetadata.INT
          ? Integer.signum(Long.compare(EncodedMetadata.number(buffer, position, end), number))
          : INCOMPARABLE;
    }
  }

  /** A float; not {@link Double#compare}, which tells zeros apart and orders NaN. */
  record Real(double number) implements Literal {
    @Override
    public int compare(byte[] buffer, int position, int end) {
      if (EncodedMetadata.tag(buffer, position, end) != EncodedMetadata.REAL) {
        return INCOMPARABLE;
      }
      double other = Double.longBitsToDouble(EncodedMetadata.number(buffer, position, end));
      return other < number ? -1 : other == number ? 0 : other > number ? 1 : INCOMPARABLE;
    }
  }

  /** A string in UTF-8, or bytes. */
  final class Run implements Literal {
    private final int tag;
    private final byte[] bytes;

    private Run(int tag, byte[] owned) {
      this.tag = tag;
      this.bytes = owned;
    }

    @Override
    public int compare(byte[] buffer, int position, int end) {
      if (EncodedMetadata.tag(buffer, position, end) != tag) {
        return INCOMPARABLE;
      }
      long length = EncodedMetadata.length(buffer, position + 1, end);
      int start = EncodedMetadata.next(length);
      return Integer.signum(
          Arrays.compareUnsigned(
              buffer, start, start + EncodedMetadata.value(length), bytes, 0, bytes.length));
    }

    /** Whether the value at {@code position} is of this kind and begins with this. */
    boolean begins(byte[] buffer, int position, int end) {
      if (EncodedMetadata.tag(buffer, position, end) != tag) {
        return false;
      }
      long length = EncodedMetadata.length(buffer, position + 1, end);
      int start = EncodedMetadata.next(length);
      return EncodedMetadata.value(length) >= bytes.length
          && Arrays.equals(buffer, start, start + bytes.length, bytes, 0, bytes.length);
    }
  }

  /** An array or an object. */
  record Structure() implements Literal {
    @Override
    public int compare(byte[] buffer, int position, int end) {
      return INCOMPARABLE;
    }
  }
}
