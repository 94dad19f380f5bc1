package io.iqdb.format.tombstone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.format.AllocationMeter;
import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.roaringbitmap.RoaringBitmap;

/** Tombstone sections of any content, whose counts are what the manifest says. */
final class TombstoneFuzzTest {
  private static final int ROWS = 300_000;

  @FuzzTest
  void section(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input.clone()).order(ByteOrder.LITTLE_ENDIAN);
    long deleted = input.length < 16 ? 1 : bytes.getLong(8);
    if (input.length >= 16) {
      bytes.putLong(0, ROWS);
    }
    AllocationMeter.bounded(() -> decode(bytes, deleted));
  }

  private static void decode(ByteBuffer section, long deleted) {
    try {
      RoaringBitmap bitmap = TombstoneCodec.decode(section, ROWS, deleted);
      assertEquals(deleted, bitmap.stream().distinct().count());
      assertTrue(bitmap.stream().allMatch(row -> row >= 0 && row < ROWS));
    } catch (MalformedException typed) {
      assertTrue(typed.offset() >= 0);
    }
  }
}
