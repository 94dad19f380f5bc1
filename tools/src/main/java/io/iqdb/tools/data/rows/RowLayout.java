package io.iqdb.tools.data.rows;

import io.iqdb.error.InvalidVectorException;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.types.Vector;
import java.nio.ByteBuffer;

/**
 * Where the rows of a file of fixed-length rows are and how one becomes a vector.
 *
 * @param start offset of the first row
 * @param rows how many
 * @param dimension components of each; 0 where there are no rows
 * @param prefixed whether each row begins with its dimension, as an int32
 * @param element how a component is stored
 */
record RowLayout(long start, long rows, int dimension, boolean prefixed, Element element) {
  /** How one component is stored, little-endian. */
  enum Element {
    F32(4),
    F64(8),
    F16(2),
    U8(1),
    I8(1),
    I32(4);

    final int bytes;

    Element(int bytes) {
      this.bytes = bytes;
    }

    /** Component {@code index} of those that begin at {@code offset}. */
    private float get(ByteBuffer bytes, int offset, int index) {
      return switch (this) {
        case F32 -> bytes.getFloat(offset + 4 * index);
        case F64 -> (float) bytes.getDouble(offset + 8 * index);
        case F16 -> Float.float16ToFloat(bytes.getShort(offset + 2 * index));
        case U8 -> bytes.get(offset + index) & 0xff;
        case I8 -> bytes.get(offset + index);
        case I32 -> bytes.getInt(offset + 4 * index);
      };
    }
  }

  /** Bytes from one row to the next. */
  int stride() {
    return (prefixed ? Integer.BYTES : 0) + dimension * element.bytes;
  }

  /** Checks the dimension in front of the row at {@code offset}. */
  void requireDimension(ByteBuffer bytes, int offset, String file, long row) {
    if (prefixed && bytes.getInt(offset) != dimension) {
      throw DataFileException.record(
          file,
          row,
          "expected dimension " + dimension + " as in record 0, found " + bytes.getInt(offset));
    }
  }

  /** The row at {@code offset} of {@code bytes}, which is row {@code row} of {@code file}. */
  Vector vector(ByteBuffer bytes, int offset, String file, long row) {
    requireDimension(bytes, offset, file, row);
    int first = offset + (prefixed ? Integer.BYTES : 0);
    float[] components = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      components[i] = element.get(bytes, first, i);
    }
    try {
      return Vector.of(components);
    } catch (InvalidVectorException e) {
      throw new DataFileException(file, "record " + row, String.valueOf(e.getMessage()), e);
    }
  }
}
