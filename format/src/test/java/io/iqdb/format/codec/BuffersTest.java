package io.iqdb.format.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.format.MalformedException;
import io.iqdb.types.Vector;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BuffersTest {
  @Property(tries = 500)
  void varintsComeBackInTheLengthForetold(@ForAll @IntRange(min = 0) int value) {
    EncodeBuffer buffer = new EncodeBuffer(1);
    buffer.varint(value);
    assertEquals(EncodeBuffer.varintLength(value), buffer.length());
    DecodeBuffer in = load(buffer);
    assertEquals(value, in.varint(Integer.MAX_VALUE, "number"));
    assertEquals(0, in.remaining());
  }

  @Test
  void varintsAtTheEdgesOfTheirLengthsComeBack() {
    for (int shift = 0; shift < 31; shift++) {
      varintsComeBackInTheLengthForetold(1 << shift);
      varintsComeBackInTheLengthForetold((1 << shift) - 1);
    }
    varintsComeBackInTheLengthForetold(Integer.MAX_VALUE);
  }

  @Test
  void numbersAreLittleEndian() {
    EncodeBuffer buffer = new EncodeBuffer(1);
    buffer.u32(0x01020304);
    buffer.i64(0x0102030405060708L);
    buffer.floats(Vector.of(1.0f, -2.0f));
    buffer.setU32(0, 0x0a0b0c0d);
    assertEquals(
        "0d0c0b0a" + "0807060504030201" + "0000803f" + "000000c0",
        HexFormat.of().formatHex(buffer.toArray()));
    DecodeBuffer in = load(buffer);
    assertEquals(0x0a0b0c0d, in.u32());
    assertEquals(0x0102030405060708L, in.i64());
    float[] components = new float[2];
    in.floats(components, 0, 2);
    assertArrayEquals(new float[] {1.0f, -2.0f}, components);
  }

  @Test
  void aBufferThatGrowsKeepsWhatItHolds() {
    EncodeBuffer buffer = new EncodeBuffer(1);
    for (int i = 0; i < 10_000; i++) {
      buffer.u32(i);
      buffer.floats(new float[] {i}, 0, 1);
    }
    DecodeBuffer in = load(buffer);
    float[] component = new float[1];
    for (int i = 0; i < 10_000; i++) {
      assertEquals(i, in.u32());
      in.floats(component, 0, 1);
      assertEquals((float) i, component[0]);
    }
  }

  @Test
  void buffersPassFromThreadToThread() throws InterruptedException {
    EncodeBuffer buffer = new EncodeBuffer(16);
    buffer.u8(1);
    Thread other = new Thread(() -> buffer.u8(2));
    other.start();
    other.join();
    assertArrayEquals(new byte[] {1, 2}, buffer.toArray());
  }

  @Test
  void readingBehindTheEndIsMalformedAtItsOffset() {
    for (int size : new int[] {3, 5000}) { // copied and in place
      DecodeBuffer in = new DecodeBuffer();
      in.load(new byte[size + 20], 10, size);
      in.skip(size);
      assertEquals(size, assertThrows(MalformedException.class, () -> in.skip(1)).offset());
      assertThrows(MalformedException.class, in::u8);
      assertThrows(MalformedException.class, in::u32);
      assertThrows(MalformedException.class, in::i64);
      assertThrows(MalformedException.class, () -> in.text(1));
      assertThrows(MalformedException.class, () -> in.raw(1));
      assertThrows(MalformedException.class, () -> in.floats(new float[1], 0, 1));
      assertThrows(MalformedException.class, () -> in.varint(5, "number"));
      assertEquals(size, in.position());
    }
  }

  @Test
  void aVarintCutByTheEndOfItsRangeIsMalformed() {
    byte[] source = new byte[6000];
    source[4999] = (byte) 0x80; // its second byte lies behind the range
    DecodeBuffer in = new DecodeBuffer();
    in.load(source, 0, 5000);
    in.skip(4999);
    assertThrows(MalformedException.class, () -> in.varint(1000, "number"));
  }

  private static DecodeBuffer load(EncodeBuffer buffer) {
    DecodeBuffer in = new DecodeBuffer();
    byte[] bytes = buffer.toArray();
    in.load(bytes, 0, bytes.length);
    return in;
  }
}
