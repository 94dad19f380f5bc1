package io.iqdb.tools.data.rows;

import io.iqdb.policy.Limits;
import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.rows.RowLayout.Element;
import java.io.IOException;

/**
 * The TEXMEX formats fvecs, bvecs and ivecs, little-endian: every row is an int32 dimension and so
 * many float32, uint8 or int32 components.
 */
final class TexmexFormat {
  private TexmexFormat() {}

  /** The layout of {@code file}, whose length must be a multiple of the length of its first row. */
  static RowLayout layout(RowFile file, Element element) throws IOException {
    if (file.length() == 0) {
      return new RowLayout(0, 0, 0, true, element);
    }
    if (file.length() < Integer.BYTES) {
      throw DataFileException.record(
          file.name(), 0, "expected a dimension of 4 bytes, the file has " + file.length());
    }
    int dimension = file.read(0, Integer.BYTES).getInt(0);
    if (dimension < 1 || dimension > Limits.MAX_DIMENSION) {
      throw DataFileException.record(
          file.name(),
          0,
          "expected a dimension of 1 to " + Limits.MAX_DIMENSION + ", found " + dimension);
    }
    RowLayout one = new RowLayout(0, 0, dimension, true, element);
    long rows = file.length() / one.stride();
    long rest = file.length() % one.stride();
    if (rest != 0) {
      throw DataFileException.record(
          file.name(),
          rows,
          "expected "
              + one.stride()
              + " bytes as for record 0 of dimension "
              + dimension
              + ", the file ends after "
              + rest);
    }
    return new RowLayout(0, rows, dimension, true, element);
  }
}
