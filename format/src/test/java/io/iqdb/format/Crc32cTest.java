package io.iqdb.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class Crc32cTest {
  private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

  @Test
  void givesTheCheckValueOfThePolynomial() {
    assertEquals(0xE306_9283, Crc32c.of(CHECK, 0, CHECK.length));
  }

  @Test
  void takesWhatRemainsAndLeavesThePosition() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(20).put(3, CHECK).position(3).limit(12);
    assertEquals(0xE306_9283, Crc32c.of(bytes));
    assertEquals(3, bytes.position());
  }

  @Test
  void saltGoesBeforeTheData() {
    long salt = 0x0102_0304_0506_0708L;
    ByteBuffer both = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
    both.putLong(salt).put(CHECK).flip();
    assertEquals(Crc32c.of(both), Crc32c.salted(salt, ByteBuffer.wrap(CHECK)));
    assertNotEquals(
        Crc32c.salted(salt + 1, ByteBuffer.wrap(CHECK)),
        Crc32c.salted(salt, ByteBuffer.wrap(CHECK)));
  }

  @Property(tries = 300)
  void sumOfTwoPiecesFollowsFromTheirs(
      @ForAll @Size(max = 300) byte[] first, @ForAll @Size(max = 70_000) byte[] second) {
    byte[] whole = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, whole, first.length, second.length);
    assertEquals(
        Crc32c.of(whole, 0, whole.length),
        Crc32c.combine(
            Crc32c.of(first, 0, first.length),
            Crc32c.of(second, 0, second.length),
            Crc32c.shift(second.length)));
  }

  @Property
  void shiftsAddUp(@ForAll @LongRange(min = 0, max = 1L << 40) long length, @ForAll int crc) {
    int halfway = Crc32c.combine(crc, 0, Crc32c.shift(length / 2));
    assertEquals(
        Crc32c.combine(crc, 0, Crc32c.shift(length)),
        Crc32c.combine(halfway, 0, Crc32c.shift(length - length / 2)));
  }
}
