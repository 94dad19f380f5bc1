package io.iqdb.format.wal;

import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The body of a {@link FrameKind#MARKER} frame: which segment holds the rows of a bulk chunk.
 *
 * @param segment number of the segment; the marker is void where no manifest names it
 * @param rows how many rows, as many as the frame takes sequence numbers
 */
record MarkerBody(long segment, long rows) {
  static final int BYTES = 16;

  /** Reads what remains in {@code body}. */
  static MarkerBody decode(ByteBuffer body, int count) {
    ByteBuffer fields = body.slice().order(ByteOrder.LITTLE_ENDIAN);
    MarkerBody marker = new MarkerBody(fields.getLong(0), fields.getLong(8));
    if (marker.segment < 0) {
      throw new MalformedException("a segment number", Long.toString(marker.segment), 0);
    }
    if (marker.rows != count) {
      throw new MalformedException(count + " rows", Long.toString(marker.rows), 8);
    }
    return marker;
  }
}
