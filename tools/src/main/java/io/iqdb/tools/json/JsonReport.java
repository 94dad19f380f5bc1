package io.iqdb.tools.json;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * One JSON object that a command prints, its fields in the order in which they were put. Names are
 * part of the command line's contract. One thread.
 */
public final class JsonReport {
  private final List<Consumer<JsonGenerator>> fields = new ArrayList<>();

  /** Without a field. */
  public JsonReport() {}

  /** Adds a string. */
  public JsonReport put(String name, String text) {
    return add(name, out -> out.writeString(text));
  }

  /** Adds an integer. */
  public JsonReport put(String name, long number) {
    return add(name, out -> out.writeNumber(number));
  }

  /** Adds a number; null where it is not finite. */
  public JsonReport put(String name, double number) {
    return add(
        name,
        out -> {
          if (Double.isFinite(number)) {
            out.writeNumber(number);
          } else {
            out.writeNull();
          }
        });
  }

  /** Adds a truth value. */
  public JsonReport put(String name, boolean flag) {
    return add(name, out -> out.writeBoolean(flag));
  }

  /** Adds null: there is no such figure. */
  public JsonReport putNull(String name) {
    return add(name, JsonGenerator::writeNull);
  }

  /** Adds an id. */
  public JsonReport put(String name, VectorId id) {
    return add(name, out -> JsonRecord.writeId(out, id));
  }

  /** Adds a nested object. */
  public JsonReport put(String name, JsonReport object) {
    return add(name, object::write);
  }

  /** Adds an array of objects. */
  public JsonReport put(String name, List<JsonReport> objects) {
    return add(
        name,
        out -> {
          out.writeStartArray();
          objects.forEach(object -> object.write(out));
          out.writeEndArray();
        });
  }

  /** Adds plain data: strings, numbers, truth values, lists and maps of these. */
  public JsonReport putPlain(String name, Object plain) {
    return add(name, out -> PlainJson.write(out, plain));
  }

  /** The object as one line. */
  public String toJson() {
    return toJson(this::write);
  }

  /** {@code record} as one line. */
  public static String toJson(VectorRecord record) {
    return toJson(out -> JsonRecord.write(out, record));
  }

  private static String toJson(Consumer<JsonGenerator> content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JsonText.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      content.accept(out);
    }
    return text.toString();
  }

  private JsonReport add(String name, Consumer<JsonGenerator> value) {
    fields.add(out -> {
      out.writeName(name);
      value.accept(out);
    });
    return this;
  }

  private void write(JsonGenerator out) {
    out.writeStartObject();
    fields.forEach(field -> field.accept(out));
    out.writeEndObject();
  }
}
