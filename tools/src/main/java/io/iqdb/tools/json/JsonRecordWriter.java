package io.iqdb.tools.json;

import io.iqdb.types.VectorRecord;
import java.io.OutputStream;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;

/**
 * Writes records as JSON Lines: one object a line, in UTF-8. One thread. Reports a failed write as
 * {@code tools.jackson.core.exc.JacksonIOException}, which carries the cause.
 */
public final class JsonRecordWriter implements AutoCloseable {
  private final JsonGenerator generator;

  /** Onto {@code out}, which stays open. */
  public JsonRecordWriter(OutputStream out) {
    generator =
        JsonText.FACTORY
            .rebuild()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .rootValueSeparator("")
            .build()
            .createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  /** Writes one line. */
  public void write(VectorRecord record) {
    JsonRecord.write(generator, record);
    generator.writeRaw('\n');
  }

  /** Hands everything to the stream, without closing it. */
  @Override
  public void close() {
    generator.close();
  }
}
