package io.iqdb.format.wal;

import io.iqdb.error.LimitExceededException;
import io.iqdb.format.codec.EncodeBuffer;
import io.iqdb.format.codec.IdCodec;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.policy.Limits;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Records encoded by the thread that writes them, so that the leader of a group only copies bytes.
 * Takes a batch: all of its records go into one frame. Reused after {@link #clear}; one thread at a
 * time.
 */
public final class EncodedRecords {
  private final Limits limits;
  private final MetadataCodec metadataCodec;
  private final EncodeBuffer buffer = new EncodeBuffer(1024);
  private int count;

  /** Empty, for records within {@code limits}. */
  public EncodedRecords(Limits limits) {
    this.limits = limits;
    this.metadataCodec = new MetadataCodec(limits);
  }

  /** Forgets all records. */
  public void clear() {
    buffer.clear();
    count = 0;
  }

  /** How many records. */
  public int count() {
    return count;
  }

  /** How many bytes they take in a frame. */
  public int bytes() {
    return buffer.length();
  }

  /**
   * Adds a record that takes the place of any other with its id.
   *
   * @param expiresAt in UTC milliseconds, or {@link WalFormat#NEVER}
   * @throws LimitExceededException where the record or the batch is too large; nothing was added
   */
  public void upsert(VectorId id, Vector vector, @Nullable Metadata metadata, long expiresAt) {
    int before = begin();
    try {
      beginUpsert(id, metadata != null, expiresAt);
      buffer.varint(vector.dimension());
      buffer.floats(vector);
      if (metadata != null) {
        metadataCodec.encodeWithLength(metadata, buffer);
      }
      endUpsert(expiresAt);
    } catch (RuntimeException refused) {
      buffer.truncate(before);
      throw refused;
    }
    count++;
  }

  /**
   * Adds what {@link #upsert(VectorId, Vector, Metadata, long)} adds, from components that are
   * known to be finite and metadata that {@link MetadataCodec} encoded.
   *
   * @throws LimitExceededException where the id or the batch is too large; nothing was added
   */
  public void upsert(VectorId id, float[] vector, byte @Nullable [] metadata, long expiresAt) {
    int before = begin();
    try {
      beginUpsert(id, metadata != null, expiresAt);
      buffer.varint(vector.length);
      buffer.floats(vector, 0, vector.length);
      if (metadata != null) {
        buffer.varint(metadata.length);
        buffer.raw(metadata, 0, metadata.length);
      }
      endUpsert(expiresAt);
    } catch (RuntimeException refused) {
      buffer.truncate(before);
      throw refused;
    }
    count++;
  }

  /**
   * Adds a deletion.
   *
   * @throws LimitExceededException where the id or the batch is too large; nothing was added
   */
  public void delete(VectorId id) {
    int before = begin();
    try {
      buffer.u8(RecordTag.DELETE);
      IdCodec.write(id, limits, buffer);
    } catch (RuntimeException refused) {
      buffer.truncate(before);
      throw refused;
    }
    count++;
  }

  /**
   * Adds a named position.
   *
   * @throws LimitExceededException where the batch is too large; nothing was added
   */
  public void bookmark(Bookmark bookmark) {
    begin();
    byte[] name = bookmark.name().getBytes(StandardCharsets.UTF_8);
    byte[] value = bookmark.value();
    buffer.u8(RecordTag.BOOKMARK);
    buffer.varint(name.length);
    buffer.raw(name, 0, name.length);
    buffer.varint(value.length);
    buffer.raw(value, 0, value.length);
    count++;
  }

  EncodeBuffer buffer() {
    return buffer;
  }

  private int begin() {
    int before = buffer.length();
    if (before >= WalFormat.MAX_BATCH_BYTES) {
      throw new LimitExceededException(
          "a batch of "
              + before
              + " bytes takes no further record, the limit is "
              + WalFormat.MAX_BATCH_BYTES);
    }
    return before;
  }

  private void beginUpsert(VectorId id, boolean hasMetadata, long expiresAt) {
    buffer.u8(RecordTag.UPSERT);
    buffer.u8(
        (hasMetadata ? RecordTag.HAS_METADATA : 0)
            | (expiresAt == WalFormat.NEVER ? 0 : RecordTag.EXPIRES));
    IdCodec.write(id, limits, buffer);
  }

  private void endUpsert(long expiresAt) {
    if (expiresAt != WalFormat.NEVER) {
      buffer.i64(expiresAt);
    }
  }
}
