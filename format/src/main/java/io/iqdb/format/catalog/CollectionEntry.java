package io.iqdb.format.catalog;

import io.iqdb.error.Require;
import io.iqdb.format.CollectionName;
import io.iqdb.format.manifest.StoredConfig;
import java.nio.charset.StandardCharsets;

/**
 * One collection of a catalog.
 *
 * @param number of its directory
 * @param name what it is called: data, of which no path is made
 * @param config what it was created with, as its own manifest says, too
 */
public record CollectionEntry(long number, String name, StoredConfig config) {
  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 255;

  /** Checks number and name. */
  public CollectionEntry {
    Require.argument(number >= 1, "collection number %d is below 1", number);
    requireName(name);
  }

  /** Refuses a name that is empty, too long, or no text. */
  public static void requireName(String name) {
    Require.argument(!name.isEmpty(), "the name of a collection is empty");
    Require.argument(
        name.length() <= MAX_NAME_BYTES && StandardCharsets.UTF_8.newEncoder().canEncode(name),
        "the name of a collection is longer than %d bytes, or holds half a character",
        MAX_NAME_BYTES);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    Require.argument(
        bytes <= MAX_NAME_BYTES,
        "the name of a collection has %d bytes, more than %d",
        bytes,
        MAX_NAME_BYTES);
  }

  /** The name of its directory. */
  public CollectionName directory() {
    return new CollectionName(number);
  }

  /** The same under another name. */
  public CollectionEntry renamed(String other) {
    return new CollectionEntry(number, other, config);
  }
}
