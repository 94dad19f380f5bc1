package io.iqdb.format.segment;

import java.io.IOException;

/**
 * The ids of the rows of a segment that is being written. Each row may be asked several times, and
 * gives the same answer; no id occurs twice.
 */
public interface IdSource {
  /** How many rows there are. */
  int rows();

  /** Whether the id of {@code row} is a number; otherwise it is bytes. */
  boolean hasU64Id(int row) throws IOException;

  /** The numeric id of {@code row}, unsigned; only where {@link #hasU64Id} holds. */
  long u64Id(int row) throws IOException;

  /**
   * The bytes that identify {@code row}, only where {@link #hasU64Id} does not hold. The array
   * belongs to the source and may be overwritten by the next call only if it is as long as the id.
   */
  byte[] byteId(int row) throws IOException;
}
