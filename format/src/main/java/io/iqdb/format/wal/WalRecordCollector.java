package io.iqdb.format.wal;

import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes an object of every record. */
final class WalRecordCollector implements WalVisitor {
  private final MetadataCodec codec = new MetadataCodec();
  private final Consumer<WalRecord> target;

  WalRecordCollector(Consumer<WalRecord> target) {
    this.target = target;
  }

  @Override
  public void upsert(
      long sequence,
      VectorId id,
      float[] vector,
      byte[] metadata,
      int offset,
      int length,
      long expiresAt) {
    @Nullable Metadata decoded = length < 0 ? null : codec.decode(metadata, offset, length);
    target.accept(new WalRecord.Upsert(sequence, id, Vector.of(vector), decoded, expiresAt));
  }

  @Override
  public void delete(long sequence, VectorId id) {
    target.accept(new WalRecord.Delete(sequence, id));
  }

  @Override
  public void bookmark(long sequence, Bookmark bookmark) {
    target.accept(new WalRecord.Marked(sequence, bookmark));
  }

  @Override
  public void bulkSegment(long firstSequence, int rows, long segment) {
    target.accept(new WalRecord.BulkSegment(firstSequence, rows, segment));
  }
}
