package io.iqdb;

import io.iqdb.error.DimensionMismatchException;
import io.iqdb.error.LimitExceededException;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.wal.EncodedRecords;
import io.iqdb.policy.Limits;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Change;
import io.iqdb.write.PendingWrite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks changes and encodes them for the log, on the thread that asks for them. Used by one thread
 * at a time.
 */
final class ChangeEncoder {
  private final int dimension;
  private final Limits limits;
  private final MetadataCodec metadata;
  private final EncodedRecords encoded;
  private final float[] components;
  private List<Change> changes = new ArrayList<>();

  ChangeEncoder(int dimension, Limits limits) {
    this.dimension = dimension;
    this.limits = limits;
    this.metadata = new MetadataCodec(limits);
    this.encoded = new EncodedRecords(limits);
    this.components = new float[dimension];
  }

  /** Forgets everything that was added. */
  void clear() {
    encoded.clear();
    changes = new ArrayList<>();
  }

  /** What {@code record} does to the tables, checked but not added. */
  Change.Put check(VectorRecord record) {
    if (record.vector().dimension() != dimension) {
      throw new DimensionMismatchException(dimension, record.vector().dimension());
    }
    requireLimits(record.id());
    byte @Nullable [] encodedMetadata =
        record.metadata() == null ? null : metadata.encode(record.metadata());
    return new Change.Put(record.id(), record.vector(), encodedMetadata, record.expiresAt());
  }

  /** Refuses an id beyond the limits. */
  void requireLimits(VectorId id) {
    if (id instanceof VectorId.Bytes bytes && bytes.length() > limits.idBytes()) {
      throw new LimitExceededException(
          "id of " + bytes.length() + " bytes is longer than the limit of " + limits.idBytes());
    }
  }

  /** Adds a record. */
  void put(VectorRecord record) {
    put(check(record));
  }

  /** Adds a record that {@link #check} passed. */
  void put(Change.Put put) {
    put.vector().copyInto(components, 0);
    encoded.upsert(put.id(), components, put.metadata(), put.expiresAt());
    changes.add(put);
  }

  /** Adds a deletion, whose answer counts what has not expired at {@code now}. */
  void remove(VectorId id, long now) {
    requireLimits(id);
    encoded.delete(id);
    changes.add(new Change.Remove(id, now));
  }

  /** Adds a bookmark. */
  void mark(Bookmark bookmark) {
    encoded.bookmark(bookmark);
    changes.add(new Change.Mark(bookmark));
  }

  /** Whether nothing was added. */
  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Bytes that what was added takes in the log. */
  int bytes() {
    return encoded.bytes();
  }

  /** What was added, as one write; it borrows from this until it is acknowledged. */
  PendingWrite write() {
    return new PendingWrite(changes, encoded);
  }

  List<Change> changes() {
    return changes;
  }
}
