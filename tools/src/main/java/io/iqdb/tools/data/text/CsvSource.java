package io.iqdb.tools.data.text;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.FileLabel;
import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.types.VectorRecord;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** CSV as RFC 4180 has it, in UTF-8, with a header row ({@link CsvColumns}). */
public final class CsvSource implements RecordSource {
  private static final int BLOCK_CELLS = 1 << 15;

  private final Counting bytesRead;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> rows;
  private final String name;
  private final long length;
  private final @Nullable CsvColumns columns;
  private final int dimension;
  private @Nullable CsvRecord pending;
  private long record;

  /** Opens {@code path} and parses its header and its first record. */
  public CsvSource(Path path) throws IOException {
    name = FileLabel.nameOf(path);
    length = Files.size(path);
    bytesRead = new Counting(Files.newInputStream(path));
    reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(new InputStreamReader(bytesRead, StandardCharsets.UTF_8.newDecoder()));
    try {
      rows = reader.iterator();
      @Nullable CsvRecord header = read();
      columns = header == null ? null : new CsvColumns(name, header);
      pending = read();
      dimension =
          pending == null || columns == null ? 0 : columns.record(pending, 0).vector().dimension();
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
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
    return length;
  }

  @Override
  public long skip(long records) throws IOException {
    long skipped = 0;
    while (skipped < records && take() != null) {
      skipped++;
    }
    record += skipped;
    return skipped;
  }

  @Override
  public @Nullable RecordBlock next() throws IOException {
    List<CsvRecord> block = new ArrayList<>();
    int cells = 0;
    while (cells < BLOCK_CELLS) {
      @Nullable CsvRecord row = take();
      if (row == null) {
        break;
      }
      block.add(row);
      cells += row.getFieldCount();
    }
    if (block.isEmpty() || columns == null) {
      return null;
    }
    long first = record;
    record += block.size();
    return new Rows(columns, block, first, bytesRead.count, dimension, name);
  }

  private @Nullable CsvRecord take() throws IOException {
    @Nullable CsvRecord row = pending;
    pending = row == null ? null : read();
    return row;
  }

  private @Nullable CsvRecord read() throws IOException {
    try {
      return rows.hasNext() ? rows.next() : null;
    } catch (CsvParseException e) {
      throw new DataFileException(
          name, "record " + record, "not well-formed CSV: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new DataFileException(name, "record " + record, "expected UTF-8", e);
      }
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Counts what the reader took, which is a buffer ahead of what it gave. */
  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }

  private record Rows(
      CsvColumns columns,
      List<CsvRecord> rows,
      long firstRecord,
      long endOffset,
      int dimension,
      String file)
      implements RecordBlock {
    @Override
    public int records() {
      return rows.size();
    }

    @Override
    public List<VectorRecord> parse() {
      List<VectorRecord> parsed = new ArrayList<>(rows.size());
      for (CsvRecord row : rows) {
        VectorRecord record = columns.record(row, firstRecord + parsed.size());
        if (record.vector().dimension() != dimension) {
          throw DataFileException.line(
              file,
              row.getStartingLineNumber(),
              "expected dimension "
                  + dimension
                  + " as in record 0, found "
                  + record.vector().dimension());
        }
        parsed.add(record);
      }
      return parsed;
    }
  }
}
