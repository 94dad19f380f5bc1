package io.iqdb.tools.data.rows;

import io.iqdb.tools.data.rows.RowLayout.Element;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Rows of int32 numbers, such as the ids of the true neighbours of each query. One thread. */
public final class IvecsFile implements Closeable {
  private final RowFile file;
  private final RowLayout layout;

  private IvecsFile(RowFile file, RowLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /** Opens {@code path} and checks its length. */
  public static IvecsFile open(Path path) throws IOException {
    RowFile file = new RowFile(path);
    try {
      return new IvecsFile(file, TexmexFormat.layout(file, Element.I32));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Name of the file, for messages. */
  public String name() {
    return file.name();
  }

  /** How many rows. */
  public long rows() {
    return layout.rows();
  }

  /** Numbers in each row. */
  public int width() {
    return layout.dimension();
  }

  /** Row {@code row}, from 0. */
  public int[] row(long row) throws IOException {
    ByteBuffer bytes = file.read(row * layout.stride(), layout.stride());
    layout.requireDimension(bytes, 0, name(), row);
    int[] numbers = new int[width()];
    bytes.position(Integer.BYTES).asIntBuffer().get(numbers);
    return numbers;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
