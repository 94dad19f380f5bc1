package io.iqdb.store.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContentTest {
  @Test
  void anyChangesGiveTheBytesAndTheHashOfTheirResult() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 50; round++) {
      Content content = Content.EMPTY;
      byte[] expected = new byte[0];
      for (int step = 0; step < 20; step++) {
        int offset = random.nextInt(10_000);
        byte[] bytes = new byte[random.nextInt(9_000)];
        boolean zeros = random.nextInt(3) == 0;
        if (!zeros) {
          random.nextBytes(bytes);
        }
        if (bytes.length > 0) {
          expected = Arrays.copyOf(expected, Math.max(expected.length, offset + bytes.length));
        }
        System.arraycopy(bytes, 0, expected, bytes.length == 0 ? 0 : offset, bytes.length);
        content =
            zeros
                ? content.zero(offset, bytes.length)
                : content.write(offset, ByteBuffer.wrap(bytes));
        int cut = random.nextInt(expected.length + 1);
        if (random.nextInt(4) == 0) {
          expected = Arrays.copyOf(expected, cut);
          content = content.truncate(cut);
        }
      }
      assertArrayEquals(expected, content.toBytes());
      assertEquals(Content.of(expected).hash(), content.hash());
      assertEquals(Content.of(expected), content);
    }
  }

  @Test
  void hashTellsLengthsOfZerosApart() {
    assertNotEquals(Content.EMPTY.zero(0, 5).hash(), Content.EMPTY.zero(0, 6).hash());
    assertNotEquals(Content.EMPTY.hash(), Content.EMPTY.zero(0, 1).hash());
  }

  @Test
  void hashTellsPlacesApart() {
    byte[] one = {1};
    Content front = Content.EMPTY.zero(0, 10_000).write(0, ByteBuffer.wrap(one));
    Content back = Content.EMPTY.zero(0, 10_000).write(4096, ByteBuffer.wrap(one));
    assertNotEquals(front.hash(), back.hash());
  }

  @Test
  void flippedBitIsTheOnlyDifference() {
    assertArrayEquals(new byte[] {0, 4, 0}, Content.of(new byte[3]).flip(1, 2).toBytes());
  }

  @Test
  void readsBeyondTheEndAreRefused() {
    Content content = Content.of(new byte[3]);
    assertThrows(IndexOutOfBoundsException.class, () -> content.read(1, ByteBuffer.allocate(3)));
  }
}
