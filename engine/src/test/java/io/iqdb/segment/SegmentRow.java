package io.iqdb.segment;

import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import org.jspecify.annotations.Nullable;

/** A row of a test segment. */
record SegmentRow(
    long sequence, VectorId id, Vector vector, @Nullable Metadata metadata, long expiresAt) {}
