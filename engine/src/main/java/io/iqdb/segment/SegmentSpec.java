package io.iqdb.segment;

import io.iqdb.error.Require;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.format.segment.StatsSection;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Limits;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a segment is to be, its rows aside.
 *
 * @param dimension components of each vector
 * @param compression of payload blocks
 * @param origin what writes it
 * @param createdMillis the time now, by the clock of the database
 * @param baseSequence what sequence numbers are stored relative to; at most that of the first row
 * @param library name and version of this library, for whoever reads the file later
 * @param plan of the merge that writes it, or null where none does
 */
public record SegmentSpec(
    int dimension,
    Compression compression,
    SegmentOrigin origin,
    long createdMillis,
    long baseSequence,
    String library,
    @Nullable PlanSection plan) {
  /** Checks the ranges. */
  public SegmentSpec {
    Require.argument(
        dimension >= 1 && dimension <= Limits.MAX_DIMENSION, "dimension %d", dimension);
    Require.argument(baseSequence >= 0, "base sequence %d is negative", baseSequence);
    Require.argument(
        library.getBytes(StandardCharsets.UTF_8).length <= StatsSection.MAX_LIBRARY_BYTES,
        "the name of the library is too long");
    Require.argument(plan == null || origin == SegmentOrigin.MERGE, "a plan of no merge");
  }
}
