package io.iqdb.memtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.iqdb.types.VectorId;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

final class MemtableIdsTest {
  private static final int ROWS = 20_000;
  private static final float[] VECTOR = {1, 2, 3};

  private static void everyIdLeadsToItsNewestRow(LongFunction<VectorId> ids) {
    try (Memtable table = new Memtable(VECTOR.length)) {
      Random random = new Random(1);
      Map<VectorId, Integer> newest = new HashMap<>();
      for (int row = 0; row < ROWS; row++) {
        // one in four takes the place of another
        VectorId id = ids.apply(row % 4 == 3 ? random.nextInt(row) : row);
        int before = newest.getOrDefault(id, -1);
        assertEquals(before, table.newest(id));
        assertEquals(row, table.replace(id, VECTOR, null, Memtable.NEVER, row));
        if (before >= 0) {
          assertEquals(row, table.diedAt(before));
        }
        newest.put(id, row);
      }
      newest.forEach((id, row) -> {
        assertEquals(row, table.newest(id));
        assertEquals(id, table.id(row));
        assertEquals(Memtable.LIVE, table.diedAt(row));
      });
      assertEquals(-1, table.newest(ids.apply(ROWS + 1)));
    }
  }

  @Test
  void countedNumbersAreFound() {
    everyIdLeadsToItsNewestRow(VectorId::of);
  }

  @Test
  void numbersThatShareTheirLowBitsAreFound() {
    everyIdLeadsToItsNewestRow(i -> VectorId.of(i << 20));
  }

  @Test
  void numbersThatShareTheirHighBitsWithAnotherAreFound() {
    everyIdLeadsToItsNewestRow(i -> VectorId.of((i & 7) << 61 | i >>> 3));
  }

  @Test
  void byteIdsAreFound() {
    everyIdLeadsToItsNewestRow(i -> VectorId.of("record " + i));
  }

  @Test
  void slabsPassFromOneTableToTheNext() {
    try (SlabPool pool = new SlabPool()) {
      MemorySegment first;
      try (Memtable table = new Memtable(VECTOR.length, pool)) {
        table.append(VectorId.of(1), new float[] {7, 8, 9}, null, Memtable.NEVER, 1);
        first = table.slab(0);
      }
      try (Memtable table = new Memtable(VECTOR.length, pool)) {
        table.append(VectorId.of(1), VECTOR, null, Memtable.NEVER, 1);
        assertSame(first, table.slab(0));
        float[] read = new float[VECTOR.length];
        table.copyVector(0, read);
        assertEquals(3, read[2]);
      }
    }
  }

  @Test
  void slabThatWasDroppedIsGivenBackOnce() {
    try (SlabPool pool = new SlabPool()) {
      try (Memtable table = new Memtable(VECTOR.length, pool)) {
        for (int row = 0; row <= table.slabRows(); row++) {
          table.append(VectorId.of(row), VECTOR, null, Memtable.NEVER, row);
        }
        table.dropSlabsBefore(1);
        table.dropSlabsBefore(1);
      }
      try (Memtable table = new Memtable(VECTOR.length, pool)) {
        for (int row = 0; row <= 2 * table.slabRows(); row++) {
          table.append(VectorId.of(row), VECTOR, null, Memtable.NEVER, row);
        }
        Set<Long> addresses = new HashSet<>();
        for (int slab = 0; slab < 3; slab++) {
          addresses.add(table.slab(slab).address());
        }
        assertEquals(3, addresses.size());
      }
    }
  }
}
