package io.iqdb.recovery;

import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.wal.WalVisitor;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;
import io.iqdb.write.Bookmarks;
import io.iqdb.write.LiveTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Applies the records of the log to the tables: each acts only on rows of lower sequence (ruling
 * 4).
 */
final class Replay implements WalVisitor {
  /** A delete that is replayed has no caller who wants to know what was there. */
  private static final long NOBODY_ASKS = 0;

  private final ManifestData manifest;
  private final LiveTables tables;
  private final Bookmarks bookmarks;
  private boolean missedSegment;

  Replay(ManifestData manifest, LiveTables tables, Bookmarks bookmarks) {
    this.manifest = manifest;
    this.tables = tables;
    this.bookmarks = bookmarks;
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
    byte[] own = length < 0 ? null : Arrays.copyOfRange(metadata, offset, offset + length);
    try {
      tables.put(id, vector, own, expiresAt, sequence);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void delete(long sequence, VectorId id) {
    try {
      tables.remove(id, NOBODY_ASKS, sequence);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void bookmark(long sequence, Bookmark bookmark) {
    bookmarks.set(bookmark, sequence);
    tables.skipTo(sequence);
  }

  /**
   * The manifest names the segment, and then it is open already; or it does not, and the marker is
   * void (ruling 6).
   */
  @Override
  public void bulkSegment(long firstSequence, int rows, long segment) {
    missedSegment |= manifest.segments().stream().noneMatch(known -> known.number() == segment);
    tables.skipTo(firstSequence + rows - 1);
  }

  /** Whether a marker was met whose segment the manifest does not name. */
  boolean missedSegment() {
    return missedSegment;
  }
}
