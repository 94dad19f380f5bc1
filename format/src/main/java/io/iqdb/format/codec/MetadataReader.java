package io.iqdb.format.codec;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes metadata into objects. Checks what {@link MetadataValidator} checks, in the same order.
 */
final class MetadataReader {
  private MetadataReader() {}

  static Metadata read(DecodeBuffer in, int depth) {
    int count = MetadataValidator.fieldCount(in);
    if (count == 0) {
      return Metadata.empty();
    }
    Metadata.Builder fields = Metadata.builder();
    int previous = -1;
    int previousLength = 0;
    for (int i = 0; i < count; i++) {
      int length = in.length("length of a name");
      int at = in.position();
      MetadataValidator.requireOrder(in, previous, previousLength, at, length);
      String name = in.text(length);
      fields.put(name, value(in, depth));
      previous = at;
      previousLength = length;
    }
    return fields.build();
  }

  private static Value value(DecodeBuffer in, int depth) {
    int at = in.position();
    int tag = in.u8();
    return switch (tag) {
      case ValueTag.NULL -> Value.NULL;
      case ValueTag.FALSE -> Value.of(false);
      case ValueTag.TRUE -> Value.of(true);
      case ValueTag.INT -> Value.of(in.i64());
      case ValueTag.REAL -> Value.of(Double.longBitsToDouble(in.i64()));
      case ValueTag.TEXT -> Value.of(in.text(in.length("length of a text")));
      case ValueTag.BYTES -> Value.of(in.raw(in.length("length of bytes")));
      case ValueTag.ARRAY -> {
        int end = MetadataValidator.open(in, depth);
        int count = MetadataValidator.elementCount(in);
        List<Value> values = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
          values.add(value(in, depth + 1));
        }
        MetadataValidator.requireClosed(in, end);
        yield Value.of(values);
      }
      case ValueTag.OBJECT -> {
        int end = MetadataValidator.open(in, depth);
        Metadata fields = read(in, depth + 1);
        MetadataValidator.requireClosed(in, end);
        yield Value.of(fields);
      }
      default -> throw MetadataValidator.unknownTag(tag, at);
    };
  }
}
