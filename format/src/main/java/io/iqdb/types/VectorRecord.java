package io.iqdb.types;

import org.jspecify.annotations.Nullable;

/**
 * One record of a database.
 *
 * @param id the caller's key
 * @param vector of the database's dimension
 * @param metadata or null where the record has none
 */
public record VectorRecord(VectorId id, Vector vector, @Nullable Metadata metadata) {
  /** Without metadata. */
  public static VectorRecord of(VectorId id, Vector vector) {
    return new VectorRecord(id, vector, null);
  }

  /** With metadata. */
  public static VectorRecord of(VectorId id, Vector vector, Metadata metadata) {
    return new VectorRecord(id, vector, metadata);
  }
}
