package io.iqdb.format.tombstone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

final class TombstoneCodecTest {
  static final int ROWS = 300_000;

  @Property(tries = 200)
  void anyRowsRoundTrip(
      @ForAll @NotEmpty Set<@IntRange(min = 0, max = ROWS - 1) Integer> rows,
      @ForAll @IntRange(min = 0, max = ROWS - 1) int runStart,
      @ForAll @IntRange(min = 0, max = 100_000) int runLength) {
    RoaringBitmap deleted = new RoaringBitmap();
    rows.forEach(deleted::add);
    deleted.add(runStart, Math.min(ROWS, runStart + (long) runLength));
    RoaringBitmap before = deleted.clone();

    ByteBuffer section = TombstoneCodec.encode(deleted, ROWS);

    assertTrue(section.remaining() <= TombstoneCodec.maxBytes(ROWS));
    assertEquals(before, TombstoneCodec.decode(section, ROWS, deleted.getLongCardinality()));
    assertEquals(before, deleted);
  }

  @Test
  void densestBitmapsStayBelowTheirLimit() {
    RoaringBitmap everySecond = new RoaringBitmap();
    for (int row = 0; row < ROWS; row += 2) {
      everySecond.add(row);
    }
    assertTrue(
        TombstoneCodec.encode(everySecond, ROWS).remaining() <= TombstoneCodec.maxBytes(ROWS));
    RoaringBitmap last = RoaringBitmap.bitmapOf(0);
    assertTrue(TombstoneCodec.encode(last, 1).remaining() <= TombstoneCodec.maxBytes(1));
  }

  @Test
  void everyBitFlipIsDetectedOrMeansOtherRows() {
    RoaringBitmap deleted = sample();
    int bits = TombstoneCodec.encode(deleted, ROWS).remaining() * 8;
    for (int bit = 0; bit < bits; bit++) {
      ByteBuffer section = TombstoneCodec.encode(deleted, ROWS);
      section.put(bit / 8, (byte) (section.get(bit / 8) ^ (1 << (bit % 8))));
      try {
        RoaringBitmap read = TombstoneCodec.decode(section, ROWS, deleted.getLongCardinality());
        assertNotEquals(deleted, read, "bit " + bit);
        assertEquals(deleted.getLongCardinality(), read.stream().distinct().count());
        assertTrue(read.stream().allMatch(row -> row >= 0 && row < ROWS));
      } catch (MalformedException detected) {
        assertTrue(detected.offset() >= 0);
      }
    }
  }

  @Test
  void everyTruncationAndExtensionIsDetected() {
    RoaringBitmap deleted = sample();
    ByteBuffer section = TombstoneCodec.encode(deleted, ROWS);
    long count = deleted.getLongCardinality();
    for (int length = 0; length < section.limit(); length++) {
      ByteBuffer cut = section.slice(0, length);
      assertThrows(MalformedException.class, () -> TombstoneCodec.decode(cut, ROWS, count));
    }
    ByteBuffer longer = ByteBuffer.allocate(section.limit() + 1).put(section).rewind();
    assertThrows(MalformedException.class, () -> TombstoneCodec.decode(longer, ROWS, count));
  }

  @Test
  void countsOtherThanTheManifestSaysAreRefused() {
    ByteBuffer section = TombstoneCodec.encode(sample(), ROWS);
    long count = sample().getLongCardinality();
    assertThrows(MalformedException.class, () -> TombstoneCodec.decode(section, ROWS + 1, count));
    assertThrows(MalformedException.class, () -> TombstoneCodec.decode(section, ROWS, count + 1));
  }

  @Test
  void cardinalityOtherThanItsOwnIsRefused() {
    ByteBuffer section =
        TombstoneCodec.encode(sample(), ROWS).order(ByteOrder.LITTLE_ENDIAN).putLong(8, 5);
    MalformedException refused =
        assertThrows(MalformedException.class, () -> TombstoneCodec.decode(section, ROWS, 5));
    assertEquals("cardinality 5", refused.expected());
  }

  @Test
  void rowBeyondTheSegmentIsRefused() {
    ByteBuffer section =
        TombstoneCodec.encode(RoaringBitmap.bitmapOf(3, 10), 11)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0, 10);
    MalformedException refused =
        assertThrows(MalformedException.class, () -> TombstoneCodec.decode(section, 10, 2));
    assertEquals("row 10", refused.found());
    RoaringBitmap highest = RoaringBitmap.bitmapOf(-1); // 2^32 - 1: rows are unsigned there
    ByteBuffer negative = ByteBuffer.allocate(16 + highest.serializedSizeInBytes());
    negative.order(ByteOrder.LITTLE_ENDIAN).putLong(10).putLong(1);
    highest.serialize(negative);
    negative.flip();
    assertThrows(MalformedException.class, () -> TombstoneCodec.decode(negative, 10, 1));
  }

  @Test
  void writerRefusesRowsBeyondTheSegmentAndNoRows() {
    assertThrows(
        InvalidArgumentException.class,
        () -> TombstoneCodec.encode(RoaringBitmap.bitmapOf(10), 10));
    assertThrows(
        InvalidArgumentException.class, () -> TombstoneCodec.encode(new RoaringBitmap(), 10));
  }

  private static RoaringBitmap sample() {
    RoaringBitmap deleted = RoaringBitmap.bitmapOf(1, 5, 1000, 65_536, 299_999);
    deleted.add(200_000L, 210_000L);
    return deleted;
  }
}
