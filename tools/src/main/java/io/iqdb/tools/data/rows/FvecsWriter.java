package io.iqdb.tools.data.rows;

import io.iqdb.types.Vector;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes vectors as fvecs: each an int32 dimension and float32 components. One thread. */
public final class FvecsWriter implements Closeable {
  private final OutputStream out;
  private final ByteBuffer row;
  private final int dimension;

  /** Onto {@code out}, which {@link #close} closes, vectors of {@code dimension} components. */
  public FvecsWriter(OutputStream out, int dimension) {
    this.out = new BufferedOutputStream(out, 1 << 18);
    this.dimension = dimension;
    this.row =
        ByteBuffer.allocate(Integer.BYTES + dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes one row. */
  public void write(Vector vector) throws IOException {
    row.clear().putInt(dimension);
    for (int i = 0; i < dimension; i++) {
      row.putFloat(vector.get(i));
    }
    out.write(row.array(), 0, row.position());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
