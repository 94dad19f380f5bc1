package io.iqdb.types;

import java.util.Arrays;
import java.util.List;

/**
 * A metadata value. Values of different kinds are never equal: {@code Int(1)} is not {@code
 * Real(1.0)}. {@link Object#equals} is Java's (NaN equals NaN, so that values can be keys); filters
 * compare numbers as IEEE does (see {@link Filter}).
 */
public sealed interface Value {
  /** The one null. */
  Value NULL = new Null();

  /** A string. */
  static Value of(String text) {
    return new Text(text);
  }

  /** A signed 64-bit integer. */
  static Value of(long number) {
    return new Int(number);
  }

  /** A 64-bit float, NaN and infinities included. */
  static Value of(double number) {
    return new Real(number);
  }

  /** A truth value. */
  static Value of(boolean flag) {
    return new Bool(flag);
  }

  /** A copy of {@code bytes}. */
  static Value of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** An array of values of any kinds. */
  static Value of(List<? extends Value> values) {
    return new Array(List.copyOf(values));
  }

  /** A nested object. */
  static Value of(Metadata fields) {
    return new Obj(fields);
  }

  /**
   * A string.
   *
   * @param text ordered by its UTF-8 bytes
   */
  record Text(String text) implements Value {}

  /**
   * A signed integer.
   *
   * @param number 64 bits
   */
  record Int(long number) implements Value {}

  /**
   * A float.
   *
   * @param number 64 bits
   */
  record Real(double number) implements Value {}

  /**
   * A truth value.
   *
   * @param flag false is less than true
   */
  record Bool(boolean flag) implements Value {}

  /** Present, but nothing. */
  record Null() implements Value {}

  /** Opaque bytes. */
  final class Bytes implements Value {
    private final byte[] bytes;

    private Bytes(byte[] owned) {
      this.bytes = owned;
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
      return bytes.clone();
    }

    /** How many bytes. */
    public int length() {
      return bytes.length;
    }

    @Override
    public boolean equals(java.lang.Object other) {
      return other instanceof Bytes value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** The length alone: values are not for logs. */
    @Override
    public String toString() {
      return "Bytes[" + bytes.length + "]";
    }
  }

  /**
   * An array.
   *
   * @param values unmodifiable, of any kinds
   */
  record Array(List<Value> values) implements Value {
    /** Keeps an unmodifiable copy. */
    public Array {
      values = List.copyOf(values);
    }
  }

  /**
   * A nested object; a filter reaches into it with {@code outer.inner}.
   *
   * @param fields its fields
   */
  record Obj(Metadata fields) implements Value {}
}
