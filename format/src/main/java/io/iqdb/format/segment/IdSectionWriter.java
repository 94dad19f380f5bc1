package io.iqdb.format.segment;

import io.iqdb.error.Require;
import java.io.IOException;

/**
 * Writes an {@code IDS} section: sorts the ids first, so that the length is known before the first
 * byte is written. Keeps about 13 bytes a numeric id and 24 bytes a byte id, and these themselves
 * off-heap. Used by one thread.
 */
public final class IdSectionWriter implements AutoCloseable {
  private final IdSource source;
  private final long[] numbers;
  private final int[] numberRows;
  private final ByteIds bytes;
  private final int[] pageStarts;
  private final IdFilter filter;
  private final IdLayout layout;

  private IdSectionWriter(IdSource source, int numberCount) throws IOException {
    int rows = source.rows();
    this.source = source;
    this.numbers = new long[numberCount];
    this.numberRows = new int[numberCount];
    this.bytes = new ByteIds(rows - numberCount);
    try {
      collect();
      new IdSort().sort(numbers, numberRows, 0, numberCount);
      requireDistinct();
      bytes.sort();
      this.filter = filter(rows);
      this.pageStarts = BytePages.partition(bytes);
      this.layout =
          new IdLayout(
              rows,
              numberCount,
              bytes.count(),
              BytePages.fencesLength(bytes, pageStarts),
              pageStarts.length - 1,
              filter.blocks(),
              bytes.blob().byteSize());
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  /** Sorts the ids of {@code source}, which is asked again by {@link #writeTo}. */
  public static IdSectionWriter of(IdSource source) throws IOException {
    int rows = source.rows();
    Require.state(rows >= 0 && rows <= Section.MAX_ROWS, "%d rows", rows);
    int numbers = 0;
    for (int row = 0; row < rows; row++) {
      numbers += source.hasU64Id(row) ? 1 : 0;
    }
    return new IdSectionWriter(source, numbers);
  }

  private void collect() throws IOException {
    int number = 0;
    for (int row = 0; row < source.rows(); row++) {
      if (source.hasU64Id(row)) {
        numbers[number] = source.u64Id(row);
        numberRows[number++] = row;
      } else {
        bytes.add(row, source.byteId(row));
      }
    }
    Require.state(number == numbers.length, "ids of the source changed");
  }

  private void requireDistinct() {
    for (int i = 1; i < numbers.length; i++) {
      Require.state(numbers[i - 1] != numbers[i], "one id has two rows");
    }
  }

  private IdFilter filter(int rows) {
    IdFilter result = new IdFilter(rows);
    for (long number : numbers) {
      result.add(IdFilter.hash(number));
    }
    byte[] scratch = new byte[BytePages.MAX_ID];
    for (int i = 0; i < bytes.count(); i++) {
      result.add(bytes.hash(i, scratch));
    }
    return result;
  }

  /** Numeric ids among them. */
  public int numberCount() {
    return layout.numbers();
  }

  /** Exact length of the section. */
  public long length() {
    return layout.length();
  }

  /** Writes the section, from front to back. */
  public void writeTo(SectionOutput.Sink sink) throws IOException {
    SectionOutput out = new SectionOutput(sink);
    layout.writeTo(out);
    NumberPages.writeFences(numbers, out);
    out.padTo(layout.byteFences());
    BytePages.writeFences(bytes, pageStarts, out);
    out.padTo(layout.filter());
    for (int i = 0; i < filter.words(); i++) {
      out.putLong(filter.word(i));
    }
    out.padTo(layout.numberPages());
    NumberPages.writePages(numbers, numberRows, out);
    out.padTo(layout.bytePagesOffset());
    BytePages.writePages(bytes, pageStarts, out);
    out.padTo(layout.kinds());
    writeTable(out);
    out.put(bytes.blob());
    out.flush();
    Require.state(out.position() == layout.length(), "ids of the source changed");
  }

  private void writeTable(SectionOutput out) throws IOException {
    int ordinal = 0;
    if (layout.kindsLength() > 0) {
      int bits = 0;
      for (int row = 0; row < layout.rows(); row++) {
        bits |= source.hasU64Id(row) ? 0 : 1 << (row & Byte.SIZE - 1);
        if ((row & Byte.SIZE - 1) == Byte.SIZE - 1 || row == layout.rows() - 1) {
          out.putByte(bits);
          bits = 0;
        }
      }
    }
    out.padTo(layout.table());
    for (int row = 0; row < layout.rows(); row++) {
      out.putLong(source.hasU64Id(row) ? source.u64Id(row) : bytes.reference(ordinal++));
    }
  }

  @Override
  public void close() {
    bytes.close();
  }
}
