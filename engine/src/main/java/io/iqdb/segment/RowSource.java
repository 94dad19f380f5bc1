package io.iqdb.segment;

import io.iqdb.format.segment.ExpirySection;
import io.iqdb.format.segment.IdSource;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The rows that become a segment, in ascending order of sequence numbers, no id twice. Asked by one
 * thread; columns are read one after the other, each from the first row to the last, ids several
 * times.
 */
public interface RowSource extends IdSource {
  /** What {@link #expiresAt} says of a row that does not expire. */
  long NEVER = ExpirySection.NEVER;

  /** The sequence number of {@code row}, above that of the row before. */
  long sequence(int row) throws IOException;

  /** The id of {@code row}, as an object. */
  default VectorId id(int row) throws IOException {
    return hasU64Id(row) ? VectorId.of(u64Id(row)) : VectorId.of(byteId(row));
  }

  /**
   * Fills {@code target} with whole rows: {@code count} strides, components little-endian, zeros
   * behind them.
   *
   * @param firstRow the first of them
   * @param count how many
   * @param target exactly {@code count} strides long
   */
  void copyVectors(int firstRow, int count, MemorySegment target) throws IOException;

  /**
   * The encoded metadata of {@code row}, at least one byte, or null where it has none. The array
   * may be reused by the next call where its length fits.
   */
  byte @Nullable [] metadata(int row) throws IOException;

  /** When {@code row} expires, in milliseconds since 1970, or {@link #NEVER}. */
  long expiresAt(int row) throws IOException;
}
