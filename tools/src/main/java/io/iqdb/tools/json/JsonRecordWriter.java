package io.iqdb.tools.json;

import io.iqdb.types.VectorRecord;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Writes records as JSON Lines: one object a line, in UTF-8. One thread. A failed write comes out
 * as {@link UncheckedIOException}.
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
    try {
      JsonRecord.write(generator, record);
      generator.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw new UncheckedIOException(e.getCause());
    }
  }

  /** Hands everything to the stream, without closing it. */
  @Override
  public void close() {
    try {
      generator.close();
    } catch (JacksonIOException e) {
      throw new UncheckedIOException(e.getCause());
    }
  }
}
