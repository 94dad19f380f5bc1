package io.iqdb.format.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.LimitExceededException;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MetadataCodecTest {
  private final MetadataCodec codec = new MetadataCodec();

  @Provide
  Arbitrary<Metadata> metadata() {
    return Samples.metadata();
  }

  @Property(tries = 200)
  void whatIsEncodedComesBack(@ForAll("metadata") Metadata metadata) {
    byte[] encoded = codec.encode(metadata);
    assertEquals(metadata, codec.decode(encoded, 0, encoded.length));
    codec.validate(encoded, 0, encoded.length);
  }

  @Property(tries = 50)
  void theLengthInFrontIsTheLengthBehind(@ForAll("metadata") Metadata metadata) {
    EncodeBuffer buffer = new EncodeBuffer(1);
    buffer.u8(7);
    codec.encodeWithLength(metadata, buffer);
    DecodeBuffer in = new DecodeBuffer();
    in.load(buffer.array(), 1, buffer.length() - 1);
    int length = in.length("metadata");
    assertEquals(in.remaining(), length);
    assertArrayEquals(codec.encode(metadata), in.raw(length));
  }

  @Test
  void layoutIsTheOneInTheSpecification() {
    Metadata metadata =
        Metadata.builder()
            .put("a", 1L)
            .put("b", Value.of(List.of(Value.of(true), Value.NULL)))
            .put("c", Value.of(Metadata.of("d", Value.of("e"))))
            .build();
    String expected =
        "03" // fields
            + "0161"
            + "03"
            + "0100000000000000" // a: int 1
            + "0162"
            + "07"
            + "03"
            + "02"
            + "02"
            + "00" // b: 3 bytes, 2 elements, true, null
            + "0163"
            + "08"
            + "06"
            + "01"
            + "0164"
            + "05"
            + "0165"; // c: 6 bytes, {d: "e"}
    assertEquals(expected, HexFormat.of().formatHex(codec.encode(metadata)));
  }

  @Test
  void nanKeepsItsBits() {
    double nan = Double.longBitsToDouble(0x7ff8_0000_0000_1234L);
    byte[] encoded = codec.encode(Metadata.of("n", Value.of(nan)));
    Value value = codec.decode(encoded, 0, encoded.length).get("n").orElseThrow();
    assertEquals(0x7ff8_0000_0000_1234L, Double.doubleToRawLongBits(((Value.Real) value).number()));
  }

  @Test
  void largeMetadataIsReadInPlace() {
    Metadata large = Metadata.of("blob", Value.of(new byte[100_000]));
    byte[] encoded = codec.encode(large);
    byte[] shifted = new byte[encoded.length + 10];
    System.arraycopy(encoded, 0, shifted, 10, encoded.length);
    assertEquals(large, codec.decode(shifted, 10, encoded.length));
    assertEquals(large, codec.decode(encoded, 0, encoded.length));
    byte[] small = codec.encode(Samples.everyKind());
    assertEquals(Samples.everyKind(), codec.decode(small, 0, small.length));
  }

  @Test
  void depthOf64IsAcceptedAnd65Refused() {
    byte[] encoded = codec.encode(Metadata.of("a", nested(64)));
    assertEquals(Metadata.of("a", nested(64)), codec.decode(encoded, 0, encoded.length));
    assertThrows(LimitExceededException.class, () -> codec.encode(Metadata.of("a", nested(65))));
    assertThrows(LimitExceededException.class, () -> codec.encode(Metadata.of("a", nested(5_000))));
    byte[] deeper = deepArrays(65);
    assertThrows(MalformedException.class, () -> codec.decode(deeper, 0, deeper.length));
    assertThrows(MalformedException.class, () -> codec.validate(deeper, 0, deeper.length));
    byte[] sound = deepArrays(64);
    assertArrayEquals(sound, codec.encode(codec.decode(sound, 0, sound.length)));
  }

  @Test
  void objectsCountAsLevelsToo() {
    Value value = Value.of(1);
    for (int i = 0; i < 64; i++) {
      value = Value.of(Metadata.of("x", value));
    }
    Metadata deepest = Metadata.of("a", value);
    byte[] encoded = codec.encode(deepest);
    assertEquals(deepest, codec.decode(encoded, 0, encoded.length));
    Value deeper = Value.of(deepest);
    assertThrows(LimitExceededException.class, () -> codec.encode(Metadata.of("b", deeper)));
  }

  @Test
  void oneMebibyteIsAcceptedAndOneByteMoreRefused() {
    int overhead = codec.encode(Metadata.of("b", Value.of(new byte[1_000_000]))).length - 1_000_000;
    Metadata most = Metadata.of("b", Value.of(new byte[(1 << 20) - overhead]));
    byte[] encoded = codec.encode(most);
    assertEquals(1 << 20, encoded.length);
    assertEquals(most, codec.decode(encoded, 0, encoded.length));
    LimitExceededException refused =
        assertThrows(
            LimitExceededException.class,
            () -> codec.encode(Metadata.of("b", Value.of(new byte[(1 << 20) - overhead + 1]))));
    assertTrue(String.valueOf(refused.getMessage()).contains("1048576"));
  }

  @Test
  void limitsOfADatabaseAreHeld() {
    MetadataCodec small = new MetadataCodec(new Limits(16, 20, 2));
    small.encode(Metadata.of("a", nested(2)));
    assertThrows(LimitExceededException.class, () -> small.encode(Metadata.of("a", nested(3))));
    assertThrows(
        LimitExceededException.class,
        () -> small.encode(Metadata.of("a", Value.of("more than 20 bytes of text"))));
  }

  @Test
  void valuesThatMultiplyThemselvesAreRefusedEarly() {
    Value value = Value.of(List.of());
    for (int i = 0; i < 60; i++) {
      value = Value.of(List.of(value, value, value, value));
    }
    Metadata bomb = Metadata.of("bomb", value);
    assertThrows(LimitExceededException.class, () -> codec.encode(bomb));
  }

  @Test
  void anErrorLeavesTheCodecUsable() {
    assertThrows(LimitExceededException.class, () -> codec.encode(Metadata.of("a", nested(65))));
    byte[] encoded = codec.encode(Samples.everyKind());
    assertEquals(Samples.everyKind(), codec.decode(encoded, 0, encoded.length));
  }

  @Test
  void halfASurrogatePairIsRefused() {
    for (String text : List.of("\uD800", "\uDC00", "a\uD800b", "\uDC00\uD800", "x\uD83D")) {
      assertThrows(
          InvalidArgumentException.class, () -> codec.encode(Metadata.of("a", Value.of(text))));
      assertThrows(
          InvalidArgumentException.class, () -> codec.encode(Metadata.of(text, Value.NULL)));
    }
  }

  @Test
  void everyTruncationIsMalformed() {
    byte[] sound = codec.encode(Samples.everyKind());
    Mutations.truncations(
        sound,
        cut -> {
          assertThrows(MalformedException.class, () -> codec.decode(cut, 0, cut.length));
          assertThrows(MalformedException.class, () -> codec.validate(cut, 0, cut.length));
        });
  }

  @Test
  void everyFlipIsMalformedOrAnotherValue() {
    byte[] sound = codec.encode(Samples.everyKind());
    int[] accepted = new int[1];
    Mutations.flips(
        sound,
        damaged -> {
          if (decodesLikeItValidates(codec, damaged)) {
            accepted[0]++;
            Metadata other = codec.decode(damaged, 0, damaged.length);
            assertArrayEquals(damaged, codec.encode(other), "one encoding for one value");
          }
        });
    assertTrue(accepted[0] > 0, "flips inside values give other values");
  }

  /** Whether decoding succeeds; it and the validator have to agree, to the offset. */
  static boolean decodesLikeItValidates(MetadataCodec codec, byte[] bytes) {
    try {
      codec.decode(bytes, 0, bytes.length);
    } catch (MalformedException malformed) {
      MalformedException again =
          assertThrows(MalformedException.class, () -> codec.validate(bytes, 0, bytes.length));
      assertEquals(malformed.getMessage(), again.getMessage());
      return false;
    }
    codec.validate(bytes, 0, bytes.length);
    return true;
  }

  @Test
  void namesOutOfOrderOrTwiceAreMalformed() {
    assertMalformed("02" + "0162" + "00" + "0161" + "00");
    assertMalformed("02" + "0161" + "00" + "0161" + "00");
  }

  @Test
  void numbersInALongerFormAreMalformed() {
    assertMalformed("8000");
    assertMalformed("818000");
    assertMalformed("01" + "8100" + "61" + "00");
    assertMalformed("ffffffffff0f");
  }

  @Test
  void malformedTextIsRefused() {
    assertMalformed("01" + "01ff" + "00");
    assertMalformed("01" + "0161" + "0502c328");
    assertMalformed("01" + "0161" + "0503eda080"); // a surrogate
    assertMalformed("01" + "0161" + "0502c080"); // an overlong zero
  }

  @Test
  void bytesLeftOverAreMalformed() {
    assertMalformed("0000");
    assertMalformed("01" + "0161" + "07" + "03" + "01" + "00" + "00");
  }

  @Test
  void countsThatNoArrayCanHaveAreMalformed() {
    for (String bomb :
        List.of(
            "ffffffff07",
            "01" + "ffffffff07" + "61",
            "01" + "0161" + "05ffffffff07",
            "01" + "0161" + "06ffffffff07",
            "01" + "0161" + "0706ffffffff07",
            "01" + "0161" + "0706ffffffff0701",
            "01" + "0161" + "08ffffffff07")) {
      assertMalformed(bomb);
    }
  }

  private void assertMalformed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThrows(MalformedException.class, () -> codec.decode(bytes, 0, bytes.length));
    assertThrows(MalformedException.class, () -> codec.validate(bytes, 0, bytes.length));
  }

  private static Value nested(int depth) {
    Value value = Value.NULL;
    for (int i = 0; i < depth; i++) {
      value = Value.of(List.of(value));
    }
    return value;
  }

  /** Arrays in arrays, made without the encoder and its limit. */
  private static byte[] deepArrays(int depth) {
    List<byte[]> prefixes = new ArrayList<>();
    int inner = 1;
    for (int i = 0; i < depth; i++) {
      EncodeBuffer prefix = new EncodeBuffer(8);
      prefix.u8(ValueTag.ARRAY);
      prefix.varint(inner + 1);
      prefix.varint(1);
      prefixes.add(prefix.toArray());
      inner += prefix.length();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {1, 1, 'a'});
    prefixes.reversed().forEach(out::writeBytes);
    out.write(ValueTag.NULL);
    return Arrays.copyOf(out.toByteArray(), out.size());
  }
}
