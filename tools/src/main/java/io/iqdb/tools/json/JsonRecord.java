package io.iqdb.tools.json;

import io.iqdb.error.InvalidVectorException;
import io.iqdb.policy.Limits;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A record as one JSON object: <code>{"id":7,"vector":[0.5,1.0],"metadata":{..}}</code>. The id is
 * an unsigned number, a string that stands for its UTF-8 bytes, or <code>{"hex":"00ff"}</code> for
 * bytes that are no UTF-8; it may be missing, and so may the metadata. <code>"expiresAt"</code>, in
 * milliseconds since 1970, is there only where the record expires.
 */
public final class JsonRecord {
  private static final String HEX = "hex";
  private static final String BAD_TIME =
      "expected an expiresAt in whole milliseconds since 1970, at least 1";

  private JsonRecord() {}

  /**
   * The record that {@code length} bytes of UTF-8 from {@code offset} on spell.
   *
   * @param defaultId the id of a record that has none
   */
  public static VectorRecord parse(byte[] text, int offset, int length, VectorId defaultId) {
    return JsonText.read(text, offset, length, parser -> read(parser, defaultId));
  }

  /** The vector that {@code text}, an array of numbers, spells. */
  public static Vector parseVector(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return JsonText.read(utf8, 0, utf8.length, JsonRecord::vector);
  }

  private static VectorRecord read(JsonParser parser, VectorId defaultId) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidJsonException("expected an object with a vector");
    }
    VectorId id = defaultId;
    @Nullable Vector vector = null;
    @Nullable Metadata metadata = null;
    long expiresAt = VectorRecord.NEVER;
    Set<String> seen = new HashSet<>();
    while (JsonText.next(parser) != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (!seen.add(name)) {
        throw new InvalidJsonException("a name occurs twice in one object");
      }
      JsonToken token = JsonText.next(parser);
      switch (name) {
        case "id" -> id = id(parser);
        case "vector" -> vector = vector(parser);
        case "metadata" ->
            metadata = token == JsonToken.VALUE_NULL ? null : JsonValues.readMetadata(parser);
        case "expiresAt" ->
            expiresAt = token == JsonToken.VALUE_NULL ? VectorRecord.NEVER : time(parser);
        default ->
            throw new InvalidJsonException(
                "expected the names id, vector, metadata and expiresAt, found another");
      }
    }
    if (vector == null) {
      throw new InvalidJsonException("expected a vector, the object has none");
    }
    return new VectorRecord(id, vector, metadata, expiresAt);
  }

  private static long time(JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw badTime();
    }
    return parseTime(parser.getString());
  }

  /** The expiry that {@code digits} spell: milliseconds since 1970. */
  public static long parseTime(String digits) {
    try {
      long time = Long.parseLong(digits);
      if (time >= 1) {
        return time;
      }
    } catch (NumberFormatException noLong) {
      throw new InvalidJsonException(BAD_TIME, noLong);
    }
    throw badTime();
  }

  private static InvalidJsonException badTime() {
    return new InvalidJsonException(BAD_TIME);
  }

  private static VectorId id(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> numericId(parser.getString());
      case VALUE_STRING -> textId(JsonText.string(parser));
      case START_OBJECT -> hexId(parser);
      default -> throw new InvalidJsonException("expected an id that is a number or a string");
    };
  }

  private static VectorId numericId(String digits) {
    try {
      return VectorId.of(Long.parseUnsignedLong(digits));
    } catch (NumberFormatException e) {
      throw new InvalidJsonException("expected an id of 0 to 2^64 - 1", e);
    }
  }

  /** The id of the UTF-8 bytes of {@code text}, which must be within the limits. */
  public static VectorId textId(String text) {
    return bytesId(text.getBytes(StandardCharsets.UTF_8));
  }

  private static VectorId bytesId(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > Limits.MAX.idBytes()) {
      throw new InvalidJsonException(
          "expected an id of 1 to " + Limits.MAX.idBytes() + " bytes, found " + bytes.length);
    }
    return VectorId.of(bytes);
  }

  private static VectorId hexId(JsonParser parser) {
    boolean hex =
        JsonText.next(parser) == JsonToken.PROPERTY_NAME
            && parser.currentName().equals(HEX)
            && JsonText.next(parser) == JsonToken.VALUE_STRING;
    String digits = hex ? parser.getString() : "";
    if (!hex || JsonText.next(parser) != JsonToken.END_OBJECT) {
      throw new InvalidJsonException("expected an id object with the one field hex");
    }
    try {
      return bytesId(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException e) {
      throw new InvalidJsonException("expected pairs of hex digits in an id", e);
    }
  }

  private static Vector vector(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new InvalidJsonException("expected a vector that is an array of numbers");
    }
    float[] components = new float[128];
    int count = 0;
    while (JsonText.next(parser) != JsonToken.END_ARRAY) {
      if (!parser.currentToken().isNumeric()) {
        throw new InvalidJsonException("component " + count + " of the vector is not a number");
      }
      if (count == Limits.MAX_DIMENSION) {
        throw new InvalidJsonException(
            "the vector has more than " + Limits.MAX_DIMENSION + " components");
      }
      if (count == components.length) {
        components = Arrays.copyOf(components, 2 * count);
      }
      components[count++] = parser.getFloatValue();
    }
    try {
      return Vector.of(Arrays.copyOf(components, count));
    } catch (InvalidVectorException e) {
      throw new InvalidJsonException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Writes {@code record}. */
  static void write(JsonGenerator out, VectorRecord record) {
    out.writeStartObject();
    out.writeName("id");
    writeId(out, record.id());
    out.writeName("vector");
    out.writeStartArray();
    for (int i = 0; i < record.vector().dimension(); i++) {
      out.writeNumber(record.vector().get(i));
    }
    out.writeEndArray();
    Metadata metadata = record.metadata();
    if (metadata != null) {
      out.writeName("metadata");
      JsonValues.write(out, metadata);
    }
    if (!record.neverExpires()) {
      out.writeName("expiresAt");
      out.writeNumber(record.expiresAt());
    }
    out.writeEndObject();
  }

  /** Writes {@code id} as a number, a string or hex. */
  static void writeId(JsonGenerator out, VectorId id) {
    switch (id) {
      case VectorId.U64 number -> out.writeNumber(number.toString());
      case VectorId.Bytes bytes -> {
        try {
          out.writeString(
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(bytes.toArray()))
                  .toString());
        } catch (CharacterCodingException notUtf8) {
          out.writeStartObject();
          out.writeStringProperty(HEX, bytes.toString());
          out.writeEndObject();
        }
      }
    }
  }
}
