package io.iqdb.types;

import org.jspecify.annotations.Nullable;

/**
 * One result of a search.
 *
 * @param id of the record
 * @param distance smaller is nearer; may be negative under {@link DistanceMetric#DOT}, NaN where
 *     finite inputs overflow (such hits come last)
 * @param metadata of the record; null where it has none, or where the query asked for none
 */
public record Hit(VectorId id, float distance, @Nullable Metadata metadata) {}
