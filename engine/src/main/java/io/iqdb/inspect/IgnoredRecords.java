package io.iqdb.inspect;

import io.iqdb.format.wal.WalVisitor;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;

/** Takes records that are decoded to see whether they can be. */
final class IgnoredRecords implements WalVisitor {
  @Override
  public void upsert(
      long sequence,
      VectorId id,
      float[] vector,
      byte[] metadata,
      int offset,
      int length,
      long expiresAt) {
    // it could be decoded
  }

  @Override
  public void delete(long sequence, VectorId id) {
    // it could be decoded
  }

  @Override
  public void bookmark(long sequence, Bookmark bookmark) {
    // it could be decoded
  }

  @Override
  public void bulkSegment(long firstSequence, int rows, long segment) {
    // it could be decoded
  }
}
