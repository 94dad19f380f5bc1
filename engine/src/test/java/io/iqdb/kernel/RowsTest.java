package io.iqdb.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class RowsTest {
  @Test
  void aStrideIsTheNextMultipleOfALine() {
    assertEquals(64, Rows.stride(1));
    assertEquals(64, Rows.stride(16));
    assertEquals(128, Rows.stride(17));
    assertEquals(3072, Rows.stride(768));
    assertEquals(262144, Rows.stride(65536));
  }

  @Test
  void paddingIsZero() {
    float[] padded = Rows.pad(new float[] {1, 2});
    assertEquals(16, padded.length);
    assertArrayEquals(new float[] {1, 2, 0}, java.util.Arrays.copyOf(padded, 3));
    assertEquals(16, Rows.pad(new float[16]).length);
  }

  @Test
  void paddingIntoATargetClearsWhatItHeld() {
    float[] target = {9, 9, 9, 9};
    assertSame(target, Rows.padInto(new float[] {1, 2}, target));
    assertArrayEquals(new float[] {1, 2, 0, 0}, target);
  }
}
