package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StatsSectionTest {
  private static final StatsSection STATS =
      new StatsSection(
          10,
          100,
          7,
          3,
          4,
          2,
          0,
          12,
          1_700_000_000_000L,
          1_800_000_000_000L,
          128,
          SegmentOrigin.MERGE,
          "iqdb 0.1 \u00e9");

  @Test
  void whatWasWrittenIsRead() {
    assertEquals(STATS, StatsSection.decode(STATS.encode()));
    StatsSection empty =
        new StatsSection(
            0, 0, 0, 0, 0, 0, 0, 0, -5, ExpirySection.NEVER, 65_536, SegmentOrigin.BULK, "");
    assertEquals(empty, StatsSection.decode(empty.encode()));
  }

  @Test
  void everyLengthButItsOwnIsRefused() {
    byte[] bytes = STATS.encode().array();
    for (int length = 0; length <= bytes.length + 2; length++) {
      if (length != bytes.length) {
        ByteBuffer wrong = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
        assertThrows(MalformedException.class, () -> StatsSection.decode(wrong));
      }
    }
  }

  @Test
  void countsThatContradictEachOtherAreRefused() {
    for (int field : new int[] {0, 16, 24}) {
      for (long value : new long[] {-1, 9, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
        refused(field, value);
      }
    }
    refused(8, -1); // base
    refused(32, 11); // payload rows
    refused(40, 11); // expiring rows
    refused(40, 0); // none, but an earliest expiry
    refused(48, 4); // 9 sequences for 10 rows
    refused(56, Long.MAX_VALUE);
    refused(72, ExpirySection.NEVER);
    refused(80, 0); // dimension and origin
    refused(88, (1L << 32) | 11); // reserved
  }

  private static void refused(int field, long value) {
    ByteBuffer bytes = STATS.encode().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(field, value);
    assertThrows(MalformedException.class, () -> StatsSection.decode(bytes));
  }

  @Test
  void aTextThatIsNotUtf8IsRefused() {
    ByteBuffer bytes = STATS.encode();
    bytes.put(96, (byte) 0xFF);
    assertThrows(MalformedException.class, () -> StatsSection.decode(bytes));
  }
}
