package io.iqdb.memtable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A fixed number of rows of a memtable: their heads in arrays, their vectors in one off-heap slab.
 * Fields of a row are written before the memtable counts it and never again, but for its death.
 */
final class RowChunk {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  final MemorySegment vectors;
  final long[] sequence;

  /** The number, or the position of a byte id. */
  final long[] id;

  /** Length of a byte id; 0 marks a number. */
  final short[] idLength;

  /** Position and length of the encoded metadata, or -1. */
  final long[] metadata;

  final long[] expiresAt;

  /** The row that held the same id before, or -1. */
  final int[] previous;

  private final long[] diedAt;

  RowChunk(MemorySegment vectors, int rows) {
    this.vectors = vectors;
    sequence = new long[rows];
    id = new long[rows];
    idLength = new short[rows];
    metadata = new long[rows];
    expiresAt = new long[rows];
    previous = new int[rows];
    diedAt = new long[rows];
    Arrays.fill(diedAt, Memtable.LIVE);
  }

  /** Takes over all rows of a smaller chunk. */
  RowChunk take(RowChunk full) {
    int rows = full.id.length;
    vectors.copyFrom(full.vectors);
    System.arraycopy(full.sequence, 0, sequence, 0, rows);
    System.arraycopy(full.id, 0, id, 0, rows);
    System.arraycopy(full.idLength, 0, idLength, 0, rows);
    System.arraycopy(full.metadata, 0, metadata, 0, rows);
    System.arraycopy(full.expiresAt, 0, expiresAt, 0, rows);
    System.arraycopy(full.previous, 0, previous, 0, rows);
    System.arraycopy(full.diedAt, 0, diedAt, 0, rows);
    return this;
  }

  /**
   * The sequence that replaced or deleted the row, or {@link Memtable#LIVE}. Opaque is enough: a
   * snapshot that must see a death was published after it, one that was published before compares
   * and finds the death in its future.
   */
  long diedAt(int index) {
    return (long) LONGS.getOpaque(diedAt, index);
  }

  void kill(int index, long atSequence) {
    LONGS.setOpaque(diedAt, index, atSequence);
  }
}
