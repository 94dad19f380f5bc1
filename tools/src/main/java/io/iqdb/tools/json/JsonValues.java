package io.iqdb.tools.json;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    return special(readPlain(parser));
  }

  /** The object on whose start {@code parser} stands, as metadata. */
  static Metadata readMetadata(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidJsonException("expected an object of metadata");
    }
    return special(readObject(parser));
  }

  /** Without regard to special objects. */
  private static Value readPlain(JsonParser parser) {
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
          values.add(readPlain(parser));
        }
        yield Value.of(values);
      }
      case START_OBJECT -> Value.of(readObject(parser));
      default -> throw new InvalidJsonException("expected a value");
    };
  }

  private static Metadata readObject(JsonParser parser) {
    Map<String, Value> fields = new HashMap<>();
    while (JsonText.next(parser) != JsonToken.END_OBJECT) {
      String name = JsonText.name(parser);
      JsonText.next(parser);
      if (fields.put(name, readPlain(parser)) != null) {
        throw new InvalidJsonException("a name occurs twice in one object");
      }
    }
    return Metadata.of(fields);
  }

  /** {@code plain} with its special objects replaced by what they stand for. */
  private static Value special(Value plain) {
    return switch (plain) {
      case Value.Obj(Metadata fields) when looksSpecial(fields) -> special(fields, plain);
      case Value.Obj(Metadata fields) -> Value.of(special(fields));
      case Value.Array(List<Value> values) ->
          Value.of(values.stream().map(JsonValues::special).toList());
      default -> plain;
    };
  }

  private static Metadata special(Metadata plain) {
    boolean nested =
        plain.toMap().values().stream()
            .anyMatch(value -> value instanceof Value.Obj || value instanceof Value.Array);
    if (!nested) {
      return plain;
    }
    Map<String, Value> fields = new HashMap<>();
    plain.forEach((name, value) -> fields.put(name, special(value)));
    return Metadata.of(fields);
  }

  /** Of an object of one special name; one whose value does not fit the name stands for itself. */
  private static Value special(Metadata fields, Value plain) {
    String name = fields.toMap().firstKey();
    return switch (fields.toMap().values().iterator().next()) {
      case Value.Obj(Metadata literal) when name.equals(OBJECT) -> Value.of(special(literal));
      case Value.Text(String text) when name.equals(REAL) ->
          switch (text) {
            case "NaN" -> Value.of(Double.NaN);
            case "Infinity" -> Value.of(Double.POSITIVE_INFINITY);
            case "-Infinity" -> Value.of(Double.NEGATIVE_INFINITY);
            default -> plain;
          };
      case Value.Text(String text) when name.equals(BYTES) -> {
        try {
          yield Value.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
          yield plain;
        }
      }
      default -> Value.of(special(fields));
    };
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
          writeSpecial(out, REAL, Double.toString(number));
        }
      }
      case Value.Bytes bytes ->
          writeSpecial(out, BYTES, Base64.getEncoder().encodeToString(bytes.toArray()));
      case Value.Array(List<Value> values) -> {
        out.writeStartArray();
        values.forEach(element -> write(out, element));
        out.writeEndArray();
      }
      case Value.Obj(Metadata fields) -> {
        if (looksSpecial(fields)) {
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

  private static void writeSpecial(JsonGenerator out, String name, String text) {
    out.writeStartObject();
    out.writeName(name);
    out.writeString(text);
    out.writeEndObject();
  }

  private static boolean looksSpecial(Metadata fields) {
    return fields.size() == 1
        && (fields.get(BYTES).isPresent()
            || fields.get(REAL).isPresent()
            || fields.get(OBJECT).isPresent());
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
