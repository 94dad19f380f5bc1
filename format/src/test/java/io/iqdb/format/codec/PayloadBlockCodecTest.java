package io.iqdb.format.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.AllocationMeter;
import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Compression;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadBlockCodecTest {
  private final PayloadBlockCodec codec = new PayloadBlockCodec();

  @Property(tries = 200)
  void whatIsEncodedComesBack(
      @ForAll @Size(max = 3000) byte[] raw, @ForAll Compression compression) {
    assertComesBack(raw, compression);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void largeBlocksComeBack(Compression compression) {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    assertComesBack(noise, compression);
    assertComesBack(new byte[PayloadBlockCodec.MAX_RAW_BYTES], compression);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            codec.encode(
                new byte[PayloadBlockCodec.MAX_RAW_BYTES + 1],
                0,
                PayloadBlockCodec.MAX_RAW_BYTES + 1,
                compression));
  }

  @Test
  void textShrinksAndNoiseIsStored() {
    byte[] text = "the same again, ".repeat(100).getBytes(StandardCharsets.UTF_8);
    byte[] noise = new byte[1000];
    new Random(2).nextBytes(noise);
    for (Compression compression : new Compression[] {Compression.LZ4, Compression.ZSTD}) {
      byte[] packed = codec.encode(text, 0, text.length, compression);
      assertTrue(packed.length < text.length / 4);
      assertEquals(compression.tag(), packed[4]);
      byte[] stored = codec.encode(noise, 0, noise.length, compression);
      assertEquals(Compression.NONE.tag(), stored[4]);
      assertEquals(noise.length + PayloadBlockCodec.HEADER_BYTES, stored.length);
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void everyTruncationAndFlipIsMalformed(Compression compression) {
    byte[] raw = "abcabcabcabcabcabcabcabcabcabcabcabcabc".getBytes(StandardCharsets.UTF_8);
    byte[] sound = codec.encode(raw, 0, raw.length, compression);
    Mutations.truncations(sound, this::assertMalformed);
    Mutations.flips(sound, this::assertMalformed);
    assertMalformed(Arrays.copyOf(sound, sound.length + 1));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void damageUnderARepairedChecksumIsMalformedOrOtherBytesOfTheSameLength(Compression compression) {
    byte[] raw = "abcabcabcabcabcabcabcabcabcabcabcabcabc".getBytes(StandardCharsets.UTF_8);
    byte[] sound = codec.encode(raw, 0, raw.length, compression);
    Mutations.flips(
        sound,
        damaged -> {
          seal(damaged);
          byte[] target = new byte[PayloadBlockCodec.MAX_RAW_BYTES];
          try {
            int length = codec.decode(damaged, 0, damaged.length, target);
            assertTrue(length <= PayloadBlockCodec.MAX_RAW_BYTES);
          } catch (MalformedException expected) {
            assertTrue(expected.offset() >= 0);
          }
        });
  }

  @Test
  void claimedLengthsThatDoNotHoldAreMalformed() {
    byte[] raw = new byte[5000];
    for (Compression compression : Compression.values()) {
      byte[] sound = codec.encode(raw, 0, raw.length, compression);
      for (int claimed : new int[] {0, 4999, 5001, 1 << 21}) {
        byte[] damaged = sound.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(8, claimed);
        seal(damaged);
        byte[] target = new byte[1 << 21];
        assertThrows(
            MalformedException.class,
            () -> codec.decode(damaged, 0, damaged.length, target),
            compression + " " + claimed);
      }
    }
  }

  @Test
  void bombsAreRefusedByTheirHeader() {
    byte[] block = codec.encode(new byte[100], 0, 100, Compression.LZ4);
    for (int claimed : new int[] {PayloadBlockCodec.MAX_RAW_BYTES + 1, Integer.MAX_VALUE, -1}) {
      ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(8, claimed);
      seal(block);
      assertThrows(MalformedException.class, () -> codec.rawLength(block, 0, block.length));
    }
  }

  /** R17: a stream that goes on behind what its header claims is left where the claim ends. */
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "ZSTD"})
  void streamsThatBecomeMoreThanTheyClaimAreMalformed(Compression compression) {
    byte[] zeros = new byte[64 << 20];
    byte[] packed = Compressor.of(compression).compress(zeros, 0, zeros.length);
    for (int claimed : new int[] {1, 1000, PayloadBlockCodec.MAX_RAW_BYTES}) {
      byte[] bomb = new byte[PayloadBlockCodec.HEADER_BYTES + packed.length];
      ByteBuffer.wrap(bomb)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(4, compression.tag())
          .putInt(8, claimed)
          .putInt(12, packed.length)
          .put(PayloadBlockCodec.HEADER_BYTES, packed);
      seal(bomb);
      AllocationMeter.bounded(() -> assertMalformed(bomb));
    }
  }

  /** R17: the highest ratio that a block can have costs its raw length and nothing more. */
  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "ZSTD"})
  void theLargestBlockOfZerosCostsItsLength(Compression compression) {
    byte[] zeros = new byte[PayloadBlockCodec.MAX_RAW_BYTES];
    byte[] block = codec.encode(zeros, 0, zeros.length, compression);
    assertTrue(block.length < zeros.length / 200, () -> block.length + " bytes");
    byte[] target = new byte[zeros.length];
    Runnable decode =
        () -> assertEquals(zeros.length, codec.decode(block, 0, block.length, target));
    AllocationMeter.bounded(() -> IntStream.range(0, 1000).forEach(i -> decode.run()));
  }

  private void assertComesBack(byte[] raw, Compression compression) {
    byte[] block = codec.encode(raw, 0, raw.length, compression);
    assertEquals(raw.length, codec.rawLength(block, 0, block.length));
    byte[] around = new byte[block.length + 7];
    System.arraycopy(block, 0, around, 5, block.length);
    byte[] target = new byte[raw.length + 3];
    assertEquals(raw.length, codec.decode(around, 5, block.length, target));
    assertArrayEquals(raw, Arrays.copyOf(target, raw.length));
  }

  private void assertMalformed(byte[] block) {
    byte[] target = new byte[PayloadBlockCodec.MAX_RAW_BYTES];
    assertThrows(MalformedException.class, () -> codec.decode(block, 0, block.length, target));
  }

  static void seal(byte[] block) {
    ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, Crc32c.of(block, 4, block.length - 4));
  }
}
