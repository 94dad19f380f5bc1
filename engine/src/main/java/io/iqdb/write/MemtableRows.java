package io.iqdb.write;

import io.iqdb.memtable.Memtable;
import io.iqdb.segment.RowSource;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The rows of a memtable that live when this is made, in order, as the source of a segment. */
final class MemtableRows implements RowSource {
  private final Memtable memtable;
  private final int[] rows;
  private final boolean renumbered;

  private MemtableRows(Memtable memtable, int[] rows, boolean renumbered) {
    this.memtable = memtable;
    this.rows = rows;
    this.renumbered = renumbered;
  }

  /** The living rows, with their sequences, or numbered from 0 where those are given later. */
  static MemtableRows living(Memtable memtable, boolean renumbered) {
    return of(memtable, row -> memtable.diedAt(row) == Memtable.LIVE, renumbered);
  }

  /** The rows that live at {@code snapshot}, with their sequences. */
  static MemtableRows livingAt(Memtable memtable, long snapshot) {
    return of(memtable, row -> memtable.liveAt(row, snapshot), false);
  }

  private static MemtableRows of(Memtable memtable, IntPredicate kept, boolean renumbered) {
    int[] rows = new int[memtable.rows()];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if (kept.test(row)) {
        rows[count++] = row;
      }
    }
    return new MemtableRows(memtable, Arrays.copyOf(rows, count), renumbered);
  }

  /** The row of the memtable that is row {@code row} here. */
  int origin(int row) {
    return rows[row];
  }

  @Override
  public int rows() {
    return rows.length;
  }

  @Override
  public long sequence(int row) {
    return renumbered ? row : memtable.sequence(rows[row]);
  }

  @Override
  public boolean hasU64Id(int row) {
    return memtable.isNumber(rows[row]);
  }

  @Override
  public long u64Id(int row) {
    return memtable.number(rows[row]);
  }

  @Override
  public byte[] byteId(int row) {
    return memtable.idBytes(rows[row]);
  }

  /**
   * Copies runs of neighbouring rows whole: without deletions, a slab at a time. What is behind a
   * chunk's rows is given back: vectors are read once, from the first row to the last.
   */
  @Override
  public void copyVectors(int first, int count, MemorySegment target) {
    long stride = memtable.stride();
    int slabRows = memtable.slabRows();
    for (int done = 0; done < count; ) {
      int start = rows[first + done];
      int run = 1;
      if (renumbered) {
        memtable.dropSlabsBefore(start / slabRows);
      }
      int room = Math.min(count - done, slabRows - start % slabRows);
      while (run < room && rows[first + done + run] == start + run) {
        run++;
      }
      MemorySegment.copy(
          memtable.slab(start / slabRows),
          start % slabRows * stride,
          target,
          done * stride,
          run * stride);
      done += run;
    }
  }

  @Override
  public byte @Nullable [] metadata(int row) {
    int origin = rows[row];
    int length = memtable.metadataLength(origin);
    if (length < 0) {
      return null;
    }
    int offset = memtable.metadataOffset(origin);
    return Arrays.copyOfRange(memtable.metadataArray(origin), offset, offset + length);
  }

  @Override
  public long expiresAt(int row) {
    return memtable.expiresAt(rows[row]);
  }
}
