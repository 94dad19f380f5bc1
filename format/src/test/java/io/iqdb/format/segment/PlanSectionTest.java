package io.iqdb.format.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlanSectionTest {
  static final PlanSection PLAN =
      new PlanSection(
          MergeSpec.background(List.of(3L, 5L, 7L), "tier"), 3, 1_767_225_600_000L, 125_829_120);

  @Test
  void whatWasWrittenIsRead() {
    assertEquals(PLAN, PlanSection.decode(PLAN.encode()));
    assertEquals(PLAN, PlanSection.decodeAll(PLAN.encode()));
    PlanSection least =
        new PlanSection(MergeSpec.requested(List.of(0L), "x"), 1, 0, Long.MAX_VALUE);
    assertEquals(least, PlanSection.decodeAll(least.encode()));
  }

  @Test
  void layoutIsFrozen() {
    byte[] bytes = PLAN.encode().array();
    assertEquals(
        ("504c414e" + "48000000" + "00a8da769b010000" + "0000800700000000")
            + ("03000000" + "0400" + "0100" + "0300000000000000" + "0500000000000000")
            + ("0700000000000000" + "74696572" + "00000000" + "00000000"),
        HexFormat.of().formatHex(bytes, 0, bytes.length - 4));
  }

  @Test
  void whatComesBehindItIsLeftAlone() {
    byte[] more = Arrays.copyOf(PLAN.encode().array(), 1000);
    assertEquals(PLAN, PlanSection.decode(ByteBuffer.wrap(more)));
    assertThrows(MalformedException.class, () -> PlanSection.decodeAll(ByteBuffer.wrap(more)));
  }

  @Test
  void ofVeryManySegmentsTheFirstAreNamed() {
    List<Long> many = LongStream.range(0, 500).boxed().toList();
    PlanSection plan = new PlanSection(MergeSpec.background(many, "\u20ac".repeat(64)), 500, 1, 2);
    assertEquals(PlanSection.MAX_BYTES, plan.encode().remaining());
    PlanSection read = PlanSection.decodeAll(plan.encode());
    assertEquals(500, read.segments());
    assertEquals(many.subList(0, MergeRecord.MOST_NUMBERS), read.spec().segments());
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsDetected() {
    byte[] bytes = PLAN.encode().array();
    for (int length = 0; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(MalformedException.class, () -> PlanSection.decode(cut));
    }
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(MalformedException.class, () -> PlanSection.decode(ByteBuffer.wrap(flipped)));
    }
  }

  @Test
  void hostileFieldsAreRefusedOrMeanSomethingElse() {
    long[] values = {0, 1, -1, 31, 73, 1L << 16, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE};
    for (int field = 0; field + 8 <= PLAN.encode().limit() - 4; field += 4) {
      for (long value : values) {
        ByteBuffer bytes = PLAN.encode().order(ByteOrder.LITTLE_ENDIAN).putLong(field, value);
        seal(bytes);
        try {
          assertEquals(bytes, PlanSection.decodeAll(bytes).encode());
        } catch (MalformedException refused) {
          assertTrue(refused.offset() >= 0);
        }
      }
    }
  }

  /** Gives {@code bytes} the checksum that its length says. */
  static void seal(ByteBuffer bytes) {
    int length = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    if (length >= 8 && length <= bytes.limit()) {
      bytes.putInt(length - 4, Crc32c.of(bytes.slice(0, length - 4)));
    }
  }
}
