package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class IdSortTest {
  @Test
  void keysComeOutInUnsignedOrderWithWhatBelongsToThem() {
    Random random = new Random(7);
    for (int count : new int[] {0, 1, 2, 48, 49, 300, 70_000}) {
      check(count, random::nextLong);
      check(count, () -> random.nextLong(count + 1L));
      check(count, () -> random.nextLong() << 56);
      check(count, () -> 0x7F00_0000_0000_0000L + random.nextInt(3));
      check(count, () -> 5);
    }
  }

  private static void check(int count, LongSupplier next) {
    long[] original = new long[count];
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      original[i] = next.getAsLong();
      values[i] = i;
    }
    long[] keys = original.clone();
    new IdSort().sort(keys, values, 0, count);
    boolean[] seen = new boolean[count];
    for (int i = 0; i < count; i++) {
      assertTrue(i == 0 || Long.compareUnsigned(keys[i - 1], keys[i]) <= 0);
      assertEquals(original[values[i]], keys[i]);
      seen[values[i]] = true;
    }
    for (boolean value : seen) {
      assertTrue(value);
    }
  }

  @Test
  void theRestOfTheArraysStaysAsItIs() {
    long[] keys = {9, 3, 2, 1, 0};
    int[] values = {9, 3, 2, 1, 0};
    new IdSort().sort(keys, values, 1, 4);
    assertEquals(9, keys[0]);
    assertEquals(1, keys[1]);
    assertEquals(3, keys[3]);
    assertEquals(0, values[4]);
  }
}
