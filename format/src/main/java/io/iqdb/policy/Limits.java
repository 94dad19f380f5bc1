package io.iqdb.policy;

import io.iqdb.error.Require;

/**
 * The largest things a database accepts. Configurable downwards from {@link #MAX}.
 *
 * @param idBytes longest byte id
 * @param metadataBytes largest metadata of one record, encoded
 * @param metadataDepth deepest nesting of arrays and objects
 */
public record Limits(int idBytes, int metadataBytes, int metadataDepth) {
  /** Largest dimension of any database. */
  public static final int MAX_DIMENSION = 65_536;

  /** The format's own limits, and the default. */
  public static final Limits MAX = new Limits(1024, 1 << 20, 64);

  /** Checks the ranges. */
  public Limits {
    Require.argument(
        idBytes >= 1 && idBytes <= 1024, "id limit of %d bytes is outside 1 to 1024", idBytes);
    Require.argument(
        metadataBytes >= 0 && metadataBytes <= 1 << 20,
        "metadata limit of %d bytes is outside 0 to 1048576",
        metadataBytes);
    Require.argument(
        metadataDepth >= 1 && metadataDepth <= 64,
        "metadata depth limit of %d is outside 1 to 64",
        metadataDepth);
  }
}
