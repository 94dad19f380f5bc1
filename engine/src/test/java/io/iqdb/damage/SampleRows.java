package io.iqdb.damage;

import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.segment.VectorSection;
import io.iqdb.segment.RowSource;
import io.iqdb.types.Metadata;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that a test made up, for a segment writer. */
record SampleRows(List<Row> list, int dimension) implements RowSource {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  record Row(long sequence, VectorRecord record, long expiresAt) {}

  @Override
  public int rows() {
    return list.size();
  }

  @Override
  public long sequence(int row) {
    return list.get(row).sequence();
  }

  @Override
  public VectorId id(int row) {
    return list.get(row).record().id();
  }

  @Override
  public boolean hasU64Id(int row) {
    return id(row) instanceof VectorId.U64;
  }

  @Override
  public long u64Id(int row) {
    return ((VectorId.U64) id(row)).value();
  }

  @Override
  public byte[] byteId(int row) {
    return ((VectorId.Bytes) id(row)).toArray();
  }

  @Override
  public void copyVectors(int firstRow, int count, MemorySegment target) {
    target.fill((byte) 0);
    for (int i = 0; i < count; i++) {
      float[] components = list.get(firstRow + i).record().vector().toArray();
      for (int c = 0; c < components.length; c++) {
        target.set(F32, i * VectorSection.stride(dimension) + 4L * c, components[c]);
      }
    }
  }

  @Override
  public byte @Nullable [] metadata(int row) {
    Metadata metadata = list.get(row).record().metadata();
    return metadata == null ? null : new MetadataCodec().encode(metadata);
  }

  @Override
  public long expiresAt(int row) {
    return list.get(row).expiresAt();
  }
}
