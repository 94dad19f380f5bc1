package io.iqdb.format.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.error.LimitExceededException;
import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;
import io.iqdb.types.VectorId;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IdCodecTest {
  @Provide
  Arbitrary<VectorId> ids() {
    return Samples.ids();
  }

  @Property(tries = 200)
  void whatIsWrittenComesBack(@ForAll("ids") VectorId id) {
    byte[] encoded = encode(id);
    DecodeBuffer in = load(encoded);
    assertEquals(id, IdCodec.read(in));
    assertEquals(0, in.remaining());
    Mutations.truncations(
        encoded, cut -> assertThrows(MalformedException.class, () -> IdCodec.read(load(cut))));
  }

  @Test
  void layoutIsTheOneInTheSpecification() {
    assertEquals("00feffffffffffffff", HexFormat.of().formatHex(encode(VectorId.of(-2))));
    assertEquals("01036162ff", HexFormat.of().formatHex(encode(VectorId.of(hex("6162ff")))));
  }

  @Test
  void anIdBeyondTheLimitIsRefusedAndWritesNothing() {
    EncodeBuffer buffer = new EncodeBuffer(8);
    Limits limits = new Limits(4, 0, 1);
    IdCodec.write(VectorId.of(new byte[4]), limits, buffer);
    int before = buffer.length();
    assertThrows(
        LimitExceededException.class,
        () -> IdCodec.write(VectorId.of(new byte[5]), limits, buffer));
    assertEquals(before, buffer.length());
  }

  @Test
  void emptyOverlongAndUnknownIdsAreMalformed() {
    for (String bad : List.of("0100", "018108", "02", "01ffffffff07", "0181006100")) {
      assertThrows(MalformedException.class, () -> IdCodec.read(load(hex(bad))));
    }
  }

  private static byte[] encode(VectorId id) {
    EncodeBuffer buffer = new EncodeBuffer(8);
    IdCodec.write(id, Limits.MAX, buffer);
    return buffer.toArray();
  }

  private static DecodeBuffer load(byte[] bytes) {
    DecodeBuffer in = new DecodeBuffer();
    in.load(bytes, 0, bytes.length);
    return in;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
