package io.iqdb.filter;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes metadata by the letter of its layout, independently of the engine's codec. */
final class MetadataEncoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private MetadataEncoder() {}

  static byte[] encode(Metadata metadata) {
    MetadataEncoder encoder = new MetadataEncoder();
    encoder.object(metadata);
    return encoder.out.toByteArray();
  }

  private void object(Metadata metadata) {
    varint(metadata.size());
    metadata.forEach((name, value) -> {
      run(name.getBytes(StandardCharsets.UTF_8));
      value(value);
    });
  }

  private void value(Value value) {
    switch (value) {
      case Value.Null _ -> out.write(0);
      case Value.Bool flag -> out.write(flag.flag() ? 2 : 1);
      case Value.Int number -> number(3, number.number());
      case Value.Real number -> number(4, Double.doubleToRawLongBits(number.number()));
      case Value.Text text -> {
        out.write(5);
        run(text.text().getBytes(StandardCharsets.UTF_8));
      }
      case Value.Bytes bytes -> {
        out.write(6);
        run(bytes.toArray());
      }
      case Value.Array array -> {
        MetadataEncoder inner = new MetadataEncoder();
        inner.varint(array.values().size());
        array.values().forEach(inner::value);
        out.write(7);
        run(inner.out.toByteArray());
      }
      case Value.Obj object -> {
        out.write(8);
        run(encode(object.fields()));
      }
    }
  }

  private void number(int tag, long bits) {
    out.write(tag);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array());
  }

  private void run(byte[] bytes) {
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void varint(int number) {
    int left = number;
    while (left > 127) {
      out.write((left & 127) | 128);
      left >>>= 7;
    }
    out.write(left);
  }
}
