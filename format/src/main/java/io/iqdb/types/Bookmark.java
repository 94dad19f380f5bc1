package io.iqdb.types;

import io.iqdb.error.Require;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A named position that becomes durable with the batch or chunk that carries it, atomically: who
 * feeds the store from a queue keeps the offset here and feeds each message exactly once. The
 * newest value of a name wins; a database keeps at most 1,024 names.
 */
public final class Bookmark {
  /** Longest name, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 255;

  /** Longest value, in bytes. */
  public static final int MAX_VALUE_BYTES = 1024;

  private final String name;
  private final byte[] value;

  private Bookmark(String name, byte[] owned) {
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    int length = encoded.length;
    Require.argument(
        length >= 1 && length <= MAX_NAME_BYTES,
        "bookmark name of %d bytes is outside 1 to %d",
        length,
        MAX_NAME_BYTES);
    // Half a surrogate pair is written as '?': two names would become one.
    Require.argument(
        new String(encoded, StandardCharsets.UTF_8).equals(name),
        "bookmark name holds half a surrogate pair");
    Require.argument(
        owned.length <= MAX_VALUE_BYTES,
        "bookmark value of %d bytes is longer than %d",
        owned.length,
        MAX_VALUE_BYTES);
    this.name = name;
    this.value = owned;
  }

  /** Of a name of 1 to 255 bytes and a copy of a value of at most 1,024. */
  public static Bookmark of(String name, byte[] value) {
    return new Bookmark(name, value.clone());
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** A copy of the value. */
  public byte[] value() {
    return value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bookmark bookmark
        && name.equals(bookmark.name)
        && Arrays.equals(value, bookmark.value);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(value);
  }

  /** The name and the length of the value. */
  @Override
  public String toString() {
    return "Bookmark[" + name + ", " + value.length + " bytes]";
  }
}
