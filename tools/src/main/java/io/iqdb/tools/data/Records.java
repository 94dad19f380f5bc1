package io.iqdb.tools.data;

import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a source one by one, parsed on the calling thread. Holds one block at a time; an
 * {@link IOException} of the source comes out as {@link UncheckedIOException}.
 */
public final class Records implements Iterator<VectorRecord> {
  private final RecordSource source;
  private List<VectorRecord> current = List.of();
  private int index;
  private RecordPosition position;
  private boolean ended;

  /** From where {@code source}, whose next record is {@code firstRecord}, stands. */
  public Records(RecordSource source, long firstRecord) {
    this.source = source;
    this.position = new RecordPosition(firstRecord, 0);
  }

  /** Where the record stands that {@link #next} gives. */
  public RecordPosition position() {
    return position;
  }

  @Override
  public boolean hasNext() {
    while (index == current.size() && !ended) {
      @Nullable RecordBlock block = read();
      ended = block == null;
      if (block != null) {
        current = block.parse();
        index = 0;
        position = new RecordPosition(block.firstRecord(), block.endOffset());
      }
    }
    return index < current.size();
  }

  @Override
  public VectorRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    position = new RecordPosition(position.record() + 1, position.offset());
    return current.get(index++);
  }

  private @Nullable RecordBlock read() {
    try {
      return source.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
