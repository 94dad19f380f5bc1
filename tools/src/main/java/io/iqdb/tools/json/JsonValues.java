package io.iqdb.tools.json;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Metadata values in JSON. A number with '.', 'e' or 'E' is a {@link Value.Real}, any other a
 * {@link Value.Int}.
 *
 * <p>What JSON has no word for is an object of one field: <code>{"$bytes":"base64"}</code>, <code>
 * {"$real":"NaN"}</code> (also Infinity and -Infinity); and so that an object which happens to look
 * like one of these survives, <code>{"$object":{..}}</code> is the object inside. Everything that
 * is written reads back equal.
 */
public final class JsonValues {
  private static final String BYTES = "$bytes";
  private static final String REAL = "$real";
  private static final String OBJECT = "$object";

  private JsonValues() {}

  /** The value that {@code text} spells. */
  public static Value parse(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return JsonText.read(utf8, 0, utf8.length, JsonValues::read);
  }

  /** The metadata that {@code length} bytes of UTF-8 from {@code offset} on spell. */
  public static Metadata parseMetadata(byte[] text, int offset, int length) {
    return JsonText.read(text, offset, length, JsonValues::readMetadata);
  }

  /** The value on whose first token {@code parser} stands. */
  static Value read(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> Value.of(JsonText.string(parser));
      case VALUE_NUMBER_INT -> Value.of(integer(parser));
      case VALUE_NUMBER_FLOAT -> Value.of(real(parser));
      case VALUE_TRUE -> Value.of(true);
      case VALUE_FALSE -> Value.of(false);
      case VALUE_NULL -> Value.NULL;
      case START_ARRAY -> {
        List<Value> values = new ArrayList<>();
        while (JsonText.next(parser) != JsonToken.END_ARRAY) {
          values.add(read(parser));
        }
        yield Value.of(values);
      }
      case START_OBJECT -> readObject(parser);
      default -> throw new InvalidJsonException("expected a value");
    };
  }

  /** The object on whose start {@code parser} stands, as metadata. */
  static Metadata readMetadata(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidJsonException("expected an object of metadata");
    }
    Map<String, Value> fields = new HashMap<>();
    while (JsonText.next(parser) != JsonToken.END_OBJECT) {
      String name = JsonText.name(parser);
      JsonText.next(parser);
      putOnce(fields, name, read(parser));
    }
    return Metadata.of(fields);
  }

  /** Writes {@code metadata} as an object. */
  static void write(JsonGenerator out, Metadata metadata) {
    out.writeStartObject();
    metadata.forEach((name, value) -> {
      out.writeName(name);
      write(out, value);
    });
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Value value) {
    switch (value) {
      case Value.Null() -> out.writeNull();
      case Value.Bool(boolean flag) -> out.writeBoolean(flag);
      case Value.Int(long number) -> out.writeNumber(number);
      case Value.Text(String text) -> out.writeString(text);
      case Value.Real(double number) -> {
        if (Double.isFinite(number)) {
          out.writeNumber(number);
        } else {
          writeWrapped(out, REAL, Double.toString(number));
        }
      }
      case Value.Bytes bytes ->
          writeWrapped(out, BYTES, Base64.getEncoder().encodeToString(bytes.toArray()));
      case Value.Array(List<Value> values) -> {
        out.writeStartArray();
        values.forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case Value.Obj(Metadata fields) -> {
        if (looksWrapped(fields)) {
          out.writeStartObject();
          out.writeName(OBJECT);
          write(out, fields);
          out.writeEndObject();
        } else {
          write(out, fields);
        }
      }
    }
  }

  private static void writeWrapped(JsonGenerator out, String name, String text) {
    out.writeStartObject();
    out.writeName(name);
    out.writeString(text);
    out.writeEndObject();
  }

  private static boolean looksWrapped(Metadata fields) {
    return fields.size() == 1
        && (fields.get(BYTES).isPresent()
            || fields.get(REAL).isPresent()
            || fields.get(OBJECT).isPresent());
  }

  /** The object on whose start {@code parser} stands, as a value. */
  private static Value readObject(JsonParser parser) {
    Map<String, Value> fields = new HashMap<>();
    @Nullable Metadata literal = null;
    while (JsonText.next(parser) != JsonToken.END_OBJECT) {
      String name = JsonText.name(parser);
      boolean object = JsonText.next(parser) == JsonToken.START_OBJECT;
      Value value;
      if (object && name.equals(OBJECT)) {
        literal = readMetadata(parser);
        value = unwrap(literal);
      } else {
        value = read(parser);
      }
      putOnce(fields, name, value);
    }
    return literal != null && fields.size() == 1 ? Value.of(literal) : unwrap(Metadata.of(fields));
  }

  private static void putOnce(Map<String, Value> fields, String name, Value value) {
    if (fields.put(name, value) != null) {
      throw new InvalidJsonException("a name occurs twice in one object");
    }
  }

  /** What an object of one special field stands for; any other object as it is. */
  private static Value unwrap(Metadata fields) {
    if (fields.size() == 1) {
      if (fields.get(BYTES).orElse(null) instanceof Value.Text(String text)) {
        try {
          return Value.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
          return Value.of(fields);
        }
      }
      if (fields.get(REAL).orElse(null) instanceof Value.Text(String text)) {
        return switch (text) {
          case "NaN" -> Value.of(Double.NaN);
          case "Infinity" -> Value.of(Double.POSITIVE_INFINITY);
          case "-Infinity" -> Value.of(Double.NEGATIVE_INFINITY);
          default -> Value.of(fields);
        };
      }
    }
    return Value.of(fields);
  }

  private static long integer(JsonParser parser) {
    try {
      return Long.parseLong(parser.getString());
    } catch (NumberFormatException e) {
      throw new InvalidJsonException("an integer does not fit 64 bits", e);
    }
  }

  private static double real(JsonParser parser) {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new InvalidJsonException("a number is beyond the range of a 64-bit float");
    }
    return number;
  }
}
