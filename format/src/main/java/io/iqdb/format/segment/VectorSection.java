package io.iqdb.format.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A {@code VEC} section: float32 rows of one stride, which SIMD reads in place.
 *
 * <pre>
 *   row x stride  components f32 x dimension, zeros up to the next multiple of 64
 * </pre>
 */
public final class VectorSection {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private VectorSection() {}

  /** Bytes from row to row. */
  public static long stride(int dimension) {
    return Section.align((long) dimension * Float.BYTES, Section.LINE);
  }

  /** Exact length of the section of {@code rows} rows. */
  public static long length(int rows, int dimension) {
    return rows * stride(dimension);
  }

  /** Objects unless the components of the row at {@code offset} are finite and its padding zero. */
  public static void check(MemorySegment section, long offset, int dimension) {
    for (int i = 0; i < dimension; i++) {
      long at = offset + (long) i * Float.BYTES;
      float component = section.get(F32, at);
      if (!Float.isFinite(component)) {
        throw Section.malformed("a finite component", Float.toString(component), at);
      }
    }
    for (long at = offset + (long) dimension * Float.BYTES;
        at < offset + stride(dimension);
        at += Float.BYTES) {
      int padding = section.get(Section.U32, at);
      if (padding != 0) {
        throw Section.malformed("zero padding", Integer.toHexString(padding), at);
      }
    }
  }
}
