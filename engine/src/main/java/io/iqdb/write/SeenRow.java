package io.iqdb.write;

import io.iqdb.types.VectorId;

/**
 * A row that a snapshot showed.
 *
 * @param id of it
 * @param sequence that wrote it: a later version of the same id has another
 */
public record SeenRow(VectorId id, long sequence) {}
