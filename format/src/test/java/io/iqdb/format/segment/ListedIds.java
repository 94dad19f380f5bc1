package io.iqdb.format.segment;

import io.iqdb.types.VectorId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Ids from a list, as a source, and the section that comes of them. */
record ListedIds(List<VectorId> ids) implements IdSource {
  @Override
  public int rows() {
    return ids.size();
  }

  @Override
  public boolean hasU64Id(int row) {
    return ids.get(row) instanceof VectorId.U64;
  }

  @Override
  public long u64Id(int row) {
    return ((VectorId.U64) ids.get(row)).value();
  }

  @Override
  public byte[] byteId(int row) {
    return ((VectorId.Bytes) ids.get(row)).toArray();
  }

  MemorySegment section() throws IOException {
    Collected section = new Collected();
    try (IdSectionWriter writer = IdSectionWriter.of(this)) {
      writer.writeTo(section);
    }
    return section.segment();
  }

  IdSection open() throws IOException {
    return IdSection.open(section(), rows(), Section.Guard.VERIFIED);
  }
}
