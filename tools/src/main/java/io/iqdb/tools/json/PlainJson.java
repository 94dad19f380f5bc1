package io.iqdb.tools.json;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Plain data as JSON: strings, numbers, truth values, lists and maps of these. */
final class PlainJson {
  private PlainJson() {}

  /** Writes {@code plain}; a number that is not finite becomes its name. */
  static void write(JsonGenerator out, Object plain) {
    switch (plain) {
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case BigInteger number -> out.writeNumber(number);
      case Float number -> writeReal(out, number, Float.toString(number));
      case Double number -> writeReal(out, number, Double.toString(number));
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case Map<?, ?> map -> {
        out.writeStartObject();
        map.forEach((name, value) -> {
          out.writeName(name.toString());
          write(out, value);
        });
        out.writeEndObject();
      }
      default -> throw new IllegalArgumentException(plain.getClass() + " is no plain data");
    }
  }

  private static void writeReal(JsonGenerator out, double number, String spelling) {
    if (Double.isFinite(number)) {
      out.writeNumber(spelling);
    } else {
      out.writeString(spelling);
    }
  }
}
