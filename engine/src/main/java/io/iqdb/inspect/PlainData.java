package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.VectorId;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Values of the store as plain data. */
final class PlainData {
  private PlainData() {}

  /** A number where it is one; otherwise text where it is printable, or hex in a map. */
  static Object id(VectorId id) {
    return switch (id) {
      case VectorId.U64 number -> unsigned(number.value());
      case VectorId.Bytes bytes -> bytes(bytes.toArray());
    };
  }

  static Number unsigned(long value) {
    return value >= 0 ? (Number) value : new BigInteger(Long.toUnsignedString(value));
  }

  static Object bytes(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
    } catch (CharacterCodingException notText) {
      // shown as hex
    }
    return hex(bytes);
  }

  private static Object hex(byte[] bytes) {
    return new Node().put("hex", HexFormat.of().formatHex(bytes)).toMap();
  }

  static Object metadata(Metadata metadata) {
    Node node = new Node();
    metadata.forEach((name, value) -> node.put(name, value(value)));
    return node.toMap();
  }

  /** Null stands as its name: a map of plain data has no null. */
  private static Object value(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Int(long number) -> number;
      case Value.Real(double number) -> number;
      case Value.Bool(boolean flag) -> flag;
      case Value.Null() -> new Node().put("null", true).toMap();
      case Value.Bytes bytes -> hex(bytes.toArray());
      case Value.Array(List<Value> values) -> values.stream().map(PlainData::value).toList();
      case Value.Obj(Metadata fields) -> metadata(fields);
    };
  }

  static Object bookmark(Bookmark bookmark, long sequence) {
    return new Node()
        .put("name", bookmark.name())
        .put("value", bytes(bookmark.value()))
        .put("sequence", sequence)
        .toMap();
  }

  static List<Object> vector(float[] components) {
    List<Object> list = new ArrayList<>(components.length);
    for (float component : components) {
      list.add(component);
    }
    return list;
  }

  /** A time as ISO 8601, or the number where it is none. */
  static Object time(long millis) {
    try {
      return Instant.ofEpochMilli(millis).toString();
    } catch (DateTimeException outOfRange) {
      return millis;
    }
  }

  static Object finding(CorruptFileException damage) {
    return new Node()
        .put("file", damage.file())
        .put("section", damage.section())
        .put("offset", damage.offset())
        .put("expected", damage.expected())
        .put("found", damage.found())
        .toMap();
  }
}
