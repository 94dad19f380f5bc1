package io.iqdb.tools.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class JsonRecordTest {
  private static final VectorId DEFAULT = VectorId.of(17);

  @Property(tries = 2_000)
  void everyRecordThatIsWrittenReadsBackEqual(@ForAll long seed) {
    VectorRecord record = new SomeValues(seed).record(3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonRecordWriter writer = new JsonRecordWriter(out)) {
      writer.write(record);
    }
    String line = out.toString(StandardCharsets.UTF_8);
    assertEquals(line.length() - 1, line.indexOf('\n'), "one line");
    VectorRecord back = parse(line);
    assertEquals(record.id(), back.id(), line);
    assertEquals(record.metadata(), back.metadata(), line);
    assertEquals(record.expiresAt(), back.expiresAt(), line);
    for (int i = 0; i < 3; i++) {
      assertEquals(
          Float.floatToRawIntBits(record.vector().get(i)),
          Float.floatToRawIntBits(back.vector().get(i)),
          line);
    }
  }

  @Test
  void twoRecordsAreTwoLines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonRecordWriter writer = new JsonRecordWriter(out)) {
      writer.write(VectorRecord.of(VectorId.of(1), Vector.of(0.5f)));
      writer.write(VectorRecord.of(VectorId.of("b"), Vector.of(2)));
    }
    assertEquals(
        "{\"id\":1,\"vector\":[0.5]}\n{\"id\":\"b\",\"vector\":[2.0]}\n",
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void idsAreNumbersStringsOrTheDefault() {
    assertEquals(DEFAULT, parse("{\"vector\":[1]}").id());
    assertEquals(VectorId.of(-1L), parse("{\"id\":18446744073709551615,\"vector\":[1]}").id());
    assertEquals(VectorId.of("7"), parse("{\"id\":\"7\",\"vector\":[1]}").id());
    assertEquals(
        VectorId.of(new byte[] {0, -1}), parse("{\"id\":{\"hex\":\"00ff\"},\"vector\":[1]}").id());
  }

  @Test
  void numbersAreIntOrRealByTheirSpelling() {
    Metadata metadata =
        parse("{\"vector\":[1],\"metadata\":{\"a\":1,\"b\":1.0,\"c\":1e0}}").metadata();
    assertEquals(Metadata.builder().put("a", 1).put("b", 1.0).put("c", 1.0).build(), metadata);
    assertEquals(Value.of(Long.MIN_VALUE), JsonValues.parse("-9223372036854775808"));
    assertEquals(Value.of(-0.0), JsonValues.parse("-0.0"));
    assertEquals(Value.of(0), JsonValues.parse("-0"));
  }

  @Test
  void componentsAreRoundedOnce() {
    // between two float32 values, just above the middle, and exactly there when rounded to float64
    Vector vector = parse("{\"vector\":[1.00000005960464477540, 16777217, 1e-46]}").vector();
    assertEquals(Math.nextUp(1f), vector.get(0));
    assertEquals(16777216f, vector.get(1));
    assertEquals(0f, vector.get(2));
  }

  @Test
  void whatIsNoRecordIsRefusedWithTheReason() {
    refused("", "found nothing");
    refused("[]", "expected an object");
    refused("{}", "expected a vector");
    refused("{\"vector\":[1]", "not well-formed");
    refused("{\"vector\":[1]} x", "not well-formed");
    refused("{\"vector\":[1]}{}", "found more");
    refused("{\"vector\":[]}", "vector is empty");
    refused("{\"vector\":[1e39]}", "component 0 of 1 is not finite");
    refused("{\"vector\":[1,\"2\"]}", "component 1 of the vector is not a number");
    refused("{\"vector\":[NaN]}", "not well-formed");
    refused("{\"vector\":{}}", "array of numbers");
    refused("{\"vector\":[1],\"vector\":[1]}", "twice");
    refused("{\"vector\":[1],\"Id\":3}", "found another");
    refused("{\"vector\":[1],\"id\":-1}", "0 to 2^64 - 1");
    refused("{\"vector\":[1],\"id\":18446744073709551616}", "0 to 2^64 - 1");
    refused("{\"vector\":[1],\"id\":1.5}", "expected an id");
    refused("{\"vector\":[1],\"id\":\"\"}", "1 to 1024 bytes, found 0");
    refused("{\"vector\":[1],\"id\":\"" + "x".repeat(1025) + "\"}", "found 1025");
    refused("{\"vector\":[1],\"id\":{\"hex\":\"0\"}}", "hex digits");
    refused("{\"vector\":[1],\"id\":{\"hax\":\"00\"}}", "one field hex");
    refused("{\"vector\":[1],\"metadata\":[]}", "object of metadata");
    refused("{\"vector\":[1],\"metadata\":{\"a\":1,\"a\":2}}", "twice");
    refused("{\"vector\":[1],\"metadata\":{\"a\":9223372036854775808}}", "does not fit 64 bits");
    refused("{\"vector\":[1],\"metadata\":{\"a\":1e999}}", "range of a 64-bit float");
    refused("{\"vector\":[1],\"metadata\":{\"a\":\"\\ud800\"}}", "surrogate");
    refused("{\"vector\":[1],\"metadata\":{\"\\udc00\":1}}", "surrogate");
    refused("{\"vector\":[1],\"metadata\":" + "{\"a\":".repeat(5000), "not well-formed");
    refused("{\"vector\":[" + "1,".repeat(65_536) + "1]}", "more than 65536 components");
  }

  @Test
  void messagesQuoteNothingOfTheData() {
    String message = refusal("{\"vector\":[1],\"metadata\":{\"a\":\"secret\" oops}}");
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void expiryIsMillisecondsOrNever() {
    assertEquals(5, parse("{\"vector\":[1],\"expiresAt\":5}").expiresAt());
    assertTrue(parse("{\"vector\":[1],\"expiresAt\":null}").neverExpires());
    refused("{\"vector\":[1],\"expiresAt\":0}", "expected an expiresAt in whole milliseconds");
    refused("{\"vector\":[1],\"expiresAt\":-7}", "expected an expiresAt in whole milliseconds");
    refused("{\"vector\":[1],\"expiresAt\":1.5}", "expected an expiresAt in whole milliseconds");
    refused("{\"vector\":[1],\"expiresAt\":\"5\"}", "expected an expiresAt in whole milliseconds");
    refused("{\"vector\":[1],\"expiresAt\":9223372036854775808}", "expected an expiresAt");
  }

  @Test
  void nullMetadataIsNone() {
    assertEquals(
        VectorRecord.of(DEFAULT, Vector.of(1)), parse("{\"vector\":[1],\"metadata\":null}"));
  }

  @Test
  void objectsThatLookSpecialSurvive() {
    assertEquals(Value.of(new byte[] {0, 0, 0}), JsonValues.parse("{\"$bytes\":\"AAAA\"}"));
    assertEquals(Value.of(Double.NaN), JsonValues.parse("{\"$real\":\"NaN\"}"));
    assertEquals(
        Value.of(Metadata.of("$bytes", Value.of("AAAA"))),
        JsonValues.parse("{\"$object\":{\"$bytes\":\"AAAA\"}}"));
    assertEquals(
        Value.of(List.of(Value.of(Metadata.of("$real", Value.of("x"))))),
        JsonValues.parse("[{\"$real\":\"x\"}]"));
  }

  @Property(tries = 2_000)
  void anyTextIsReadOrRefused(@ForAll String text) {
    try {
      parse(text);
    } catch (InvalidJsonException e) {
      assertFalse(e.toString().contains("\n"), e.toString());
    }
  }

  private static VectorRecord parse(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return JsonRecord.parse(utf8, 0, utf8.length, DEFAULT);
  }

  private static void refused(String text, String named) {
    String message = refusal(text);
    assertTrue(message.contains(named), message);
  }

  private static String refusal(String text) {
    return assertThrows(InvalidJsonException.class, () -> parse(text)).toString();
  }
}
