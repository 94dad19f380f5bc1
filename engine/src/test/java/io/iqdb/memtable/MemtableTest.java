package io.iqdb.memtable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.iqdb.types.VectorId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Memtables begin small and grow; nothing of a row may change on the way. */
class MemtableTest {
  private static final int DIMENSION = 3;

  /** Enough to fill the small first chunk, the first of full size and a part of the next. */
  private static final int ROWS = 20_000;

  @Test
  void rowsOutliveEveryStepOfGrowth() {
    try (Memtable memtable = new Memtable(DIMENSION)) {
      for (int row = 0; row < ROWS; row++) {
        assertEquals(row, append(memtable, row));
        if (row % 7 == 3) {
          memtable.kill(row, 100_000 + row);
        }
      }
      for (int row = 0; row < ROWS; row++) {
        assertRow(memtable, row);
      }
    }
  }

  @Test
  void whoReadsWhileItGrowsKeepsItsRows() {
    try (Memtable memtable = new Memtable(DIMENSION)) {
      append(memtable, 0);
      MemorySegment small = memtable.slab(0);
      byte[] smallMetadata = memtable.metadataArray(0);
      for (int row = 1; row < ROWS; row++) {
        append(memtable, row);
      }
      assertEquals(0.5f, small.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
      byte[] kept = metadata(0);
      assertArrayEquals(kept, Arrays.copyOf(smallMetadata, kept.length));
    }
  }

  @Test
  void aLongStringBesideShortOnesIsReadInOnePiece() {
    try (Memtable memtable = new Memtable(DIMENSION)) {
      byte[] longest = new byte[1 << 20];
      longest[longest.length - 1] = 7;
      memtable.append(VectorId.of(1), vector(1), metadata(1), Memtable.NEVER, 1);
      memtable.append(VectorId.of(2), vector(2), longest, Memtable.NEVER, 2);
      memtable.append(VectorId.of(3), vector(3), new byte[0], Memtable.NEVER, 3);
      assertArrayEquals(metadata(1), metadataOf(memtable, 0));
      assertArrayEquals(longest, metadataOf(memtable, 1));
      assertEquals(0, memtable.metadataLength(2));
      assertSame(memtable.metadataArray(1), memtable.metadataArray(1));
    }
  }

  private static int append(Memtable memtable, int row) {
    long expiresAt = row % 5 == 0 ? row : Memtable.NEVER;
    return memtable.append(id(row), vector(row), metadata(row), expiresAt, row + 1L);
  }

  private static void assertRow(Memtable memtable, int row) {
    assertEquals(id(row), memtable.id(row));
    assertEquals(row, memtable.newest(id(row)));
    assertEquals(row + 1L, memtable.sequence(row));
    assertEquals(row % 5 == 0 ? row : Memtable.NEVER, memtable.expiresAt(row));
    assertEquals(row % 7 == 3 ? 100_000 + row : Memtable.LIVE, memtable.diedAt(row));
    float[] found = new float[DIMENSION];
    memtable.copyVector(row, found);
    assertArrayEquals(vector(row), found);
    assertArrayEquals(metadata(row), metadataOf(memtable, row));
  }

  private static VectorId id(int row) {
    return row % 3 == 0
        ? VectorId.of(("row " + row).getBytes(StandardCharsets.UTF_8))
        : VectorId.of(row);
  }

  private static float[] vector(int row) {
    return new float[] {row + 0.5f, -row, 1};
  }

  private static byte[] metadata(int row) {
    return ("metadata of row " + row).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] metadataOf(Memtable memtable, int row) {
    int offset = memtable.metadataOffset(row);
    return Arrays.copyOfRange(
        memtable.metadataArray(row), offset, offset + memtable.metadataLength(row));
  }
}
