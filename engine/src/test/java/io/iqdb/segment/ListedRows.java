package io.iqdb.segment;

import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.segment.VectorSection;
import io.iqdb.types.Metadata;
import io.iqdb.types.VectorId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows from a list. */
record ListedRows(List<SegmentRow> list) implements RowSource {
  @Override
  public int rows() {
    return list.size();
  }

  @Override
  public long sequence(int row) {
    return list.get(row).sequence();
  }

  @Override
  public boolean hasU64Id(int row) {
    return list.get(row).id() instanceof VectorId.U64;
  }

  @Override
  public long u64Id(int row) {
    return ((VectorId.U64) list.get(row).id()).value();
  }

  @Override
  public byte[] byteId(int row) {
    return ((VectorId.Bytes) list.get(row).id()).toArray();
  }

  @Override
  public void copyVectors(int firstRow, int count, MemorySegment target) {
    for (int i = 0; i < count; i++) {
      float[] vector = list.get(firstRow + i).vector().toArray();
      long at = i * VectorSection.stride(vector.length);
      MemorySegment.copy(vector, 0, target, ValueLayout.JAVA_FLOAT_UNALIGNED, at, vector.length);
    }
  }

  @Override
  public byte @Nullable [] metadata(int row) {
    Metadata metadata = list.get(row).metadata();
    return metadata == null ? null : new MetadataCodec().encode(metadata);
  }

  @Override
  public long expiresAt(int row) {
    return list.get(row).expiresAt();
  }
}
