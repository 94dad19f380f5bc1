package io.iqdb.tools.data.text;

import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.json.InvalidJsonException;
import io.iqdb.tools.json.JsonRecord;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** JSON Lines: one record a line. A record without id has the number of its line, from 0. */
public final class JsonlSource implements RecordSource {
  private final LineFile file;
  private final int dimension;

  /** Opens {@code path} and parses its first line. */
  public JsonlSource(Path path) throws IOException {
    try (LineFile head = new LineFile(path)) {
      LineFile.@Nullable Run first = head.next(1);
      dimension = first == null ? 0 : parse(first, 0, 0, head.name()).vector().dimension();
    }
    file = new LineFile(path);
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public OptionalLong records() {
    return OptionalLong.empty();
  }

  @Override
  public long bytes() {
    return file.length();
  }

  @Override
  public long skip(long records) throws IOException {
    long skipped = 0;
    while (skipped < records) {
      LineFile.@Nullable Run run = file.next((int) Math.min(records - skipped, Integer.MAX_VALUE));
      if (run == null) {
        break;
      }
      skipped += run.lines();
    }
    return skipped;
  }

  @Override
  public @Nullable RecordBlock next() throws IOException {
    LineFile.@Nullable Run run = file.next(Integer.MAX_VALUE);
    return run == null ? null : new Lines(run, dimension, name());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static VectorRecord parse(LineFile.Run run, int index, int dimension, String file) {
    long number = run.first() + index;
    int start = run.start(index);
    VectorRecord record;
    try {
      record = JsonRecord.parse(run.bytes(), start, run.length(index), VectorId.of(number));
    } catch (InvalidJsonException e) {
      throw new DataFileException(file, "line " + (number + 1), String.valueOf(e.getMessage()), e);
    }
    if (dimension != 0 && record.vector().dimension() != dimension) {
      throw DataFileException.line(
          file,
          number + 1,
          "expected dimension "
              + dimension
              + " as in line 1, found "
              + record.vector().dimension());
    }
    return record;
  }

  private record Lines(LineFile.Run run, int dimension, String file) implements RecordBlock {
    @Override
    public long firstRecord() {
      return run.first();
    }

    @Override
    public int records() {
      return run.lines();
    }

    @Override
    public long endOffset() {
      return run.endOffset();
    }

    @Override
    public List<VectorRecord> parse() {
      List<VectorRecord> parsed = new ArrayList<>(run.lines());
      for (int i = 0; i < run.lines(); i++) {
        parsed.add(JsonlSource.parse(run, i, dimension, file));
      }
      return parsed;
    }
  }
}
