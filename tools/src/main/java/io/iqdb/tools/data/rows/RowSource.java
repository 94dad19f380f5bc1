package io.iqdb.tools.data.rows;

import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.rows.RowLayout.Element;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Rows of one length: fvecs, bvecs and npy. The id of a record is its number. */
public final class RowSource implements RecordSource {
  private static final int BLOCK_BYTES = 1 << 19;

  private final RowFile file;
  private final RowLayout layout;
  private long row;

  private RowSource(RowFile file, RowLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /** The float32 vectors of a file. */
  public static RowSource fvecs(Path path) throws IOException {
    return open(path, file -> TexmexFormat.layout(file, Element.F32));
  }

  /** The uint8 vectors of a file. */
  public static RowSource bvecs(Path path) throws IOException {
    return open(path, file -> TexmexFormat.layout(file, Element.U8));
  }

  /** The rows of a NumPy array. */
  public static RowSource npy(Path path) throws IOException {
    return open(path, NpyFormat::layout);
  }

  private static RowSource open(Path path, LayoutReader layout) throws IOException {
    RowFile file = new RowFile(path);
    try {
      return new RowSource(file, layout.read(file));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public int dimension() {
    return layout.dimension();
  }

  @Override
  public OptionalLong records() {
    return OptionalLong.of(layout.rows());
  }

  @Override
  public long bytes() {
    return file.length();
  }

  @Override
  public long skip(long records) {
    long skipped = Math.min(records, layout.rows() - row);
    row += skipped;
    return skipped;
  }

  @Override
  public @Nullable RecordBlock next() throws IOException {
    if (row == layout.rows()) {
      return null;
    }
    int count = (int) Math.min(layout.rows() - row, Math.max(1, BLOCK_BYTES / layout.stride()));
    long start = layout.start() + row * layout.stride();
    ByteBuffer bytes = file.read(start, count * layout.stride());
    long first = row;
    row += count;
    return new Rows(layout, name(), first, count, start + (long) count * layout.stride(), bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private interface LayoutReader {
    RowLayout read(RowFile file) throws IOException;
  }

  private record Rows(
      RowLayout layout,
      String file,
      long firstRecord,
      int records,
      long endOffset,
      ByteBuffer bytes)
      implements RecordBlock {
    @Override
    public List<VectorRecord> parse() {
      List<VectorRecord> parsed = new ArrayList<>(records);
      for (int i = 0; i < records; i++) {
        long number = firstRecord + i;
        parsed.add(
            VectorRecord.of(
                VectorId.of(number), layout.vector(bytes, i * layout.stride(), file, number)));
      }
      return parsed;
    }
  }
}
