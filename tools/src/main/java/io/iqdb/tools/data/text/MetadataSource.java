package io.iqdb.tools.data.text;

import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.json.InvalidJsonException;
import io.iqdb.tools.json.JsonValues;
import io.iqdb.types.Metadata;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Another source whose record n takes its metadata from line n of a file, both from 0. Owns the
 * other source.
 */
public final class MetadataSource implements RecordSource {
  private final RecordSource vectors;
  private final LineFile lines;

  /** Pairs {@code vectors} with the lines of {@code metadata}. */
  public MetadataSource(RecordSource vectors, Path metadata) throws IOException {
    this.vectors = vectors;
    this.lines = new LineFile(metadata);
  }

  @Override
  public String name() {
    return vectors.name();
  }

  @Override
  public int dimension() {
    return vectors.dimension();
  }

  @Override
  public OptionalLong records() {
    return vectors.records();
  }

  @Override
  public long bytes() {
    return vectors.bytes();
  }

  @Override
  public long skip(long records) throws IOException {
    long skipped = vectors.skip(records);
    take(skipped, null);
    return skipped;
  }

  @Override
  public @Nullable RecordBlock next() throws IOException {
    @Nullable RecordBlock block = vectors.next();
    if (block == null) {
      if (lines.next(1) != null) {
        throw DataFileException.line(
            lines.name(),
            lines.line(),
            "expected no more lines than " + name() + " has records, " + (lines.line() - 1));
      }
      return null;
    }
    List<LineFile.Run> runs = new ArrayList<>(1);
    take(block.records(), runs);
    return new Pairs(block, runs, lines.name());
  }

  /** Reads {@code count} lines, and keeps them where there is a list to keep them in. */
  private void take(long count, @Nullable List<LineFile.Run> kept) throws IOException {
    long missing = count;
    while (missing > 0) {
      LineFile.@Nullable Run run = lines.next((int) Math.min(missing, Integer.MAX_VALUE));
      if (run == null) {
        throw DataFileException.line(
            lines.name(),
            lines.line() + 1,
            "expected a line for every record of " + name() + ", the file ends");
      }
      missing -= run.lines();
      if (kept != null) {
        kept.add(run);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (lines) {
      vectors.close();
    }
  }

  private record Pairs(RecordBlock block, List<LineFile.Run> runs, String file)
      implements RecordBlock {
    @Override
    public long firstRecord() {
      return block.firstRecord();
    }

    @Override
    public int records() {
      return block.records();
    }

    @Override
    public long endOffset() {
      return block.endOffset();
    }

    @Override
    public List<VectorRecord> parse() {
      List<VectorRecord> records = block.parse();
      List<VectorRecord> pairs = new ArrayList<>(records.size());
      for (LineFile.Run run : runs) {
        for (int i = 0; i < run.lines(); i++) {
          VectorRecord record = records.get(pairs.size());
          pairs.add(record.metadata(metadata(run, i)));
        }
      }
      return pairs;
    }

    private Metadata metadata(LineFile.Run run, int line) {
      int start = run.start(line);
      try {
        return JsonValues.parseMetadata(run.bytes(), start, run.length(line));
      } catch (InvalidJsonException e) {
        throw new DataFileException(
            file, "line " + (run.first() + line + 1), String.valueOf(e.getMessage()), e);
      }
    }
  }
}
