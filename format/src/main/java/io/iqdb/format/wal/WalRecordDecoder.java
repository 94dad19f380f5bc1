package io.iqdb.format.wal;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.MalformedException;
import io.iqdb.format.codec.DecodeBuffer;
import io.iqdb.format.codec.IdCodec;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.policy.Limits;
import io.iqdb.types.Bookmark;
import io.iqdb.types.VectorId;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the records of frames whose checksums hold, and checks everything again: a checksum is no
 * signature. One thread at a time.
 */
public final class WalRecordDecoder {
  private static final int ANY_DIMENSION = 0;

  private final int dimension;
  private final DecodeBuffer in = new DecodeBuffer();
  private float[] vector;

  /** For a database of this dimension. */
  public WalRecordDecoder(int dimension) {
    this.dimension = dimension;
    this.vector = new float[dimension];
  }

  /** For records of any dimension: for tools that know nothing but the log. */
  public static WalRecordDecoder ofAnyDimension() {
    return new WalRecordDecoder(ANY_DIMENSION);
  }

  /**
   * Hands the records of {@code frame} to {@code visitor}; a frame that only records a sync has
   * none.
   *
   * @throws MalformedException where the body holds something else; its offset is the body's, and
   *     the visitor may have seen records in front of it
   */
  public void decode(WalStep.Frame frame, WalVisitor visitor) {
    switch (frame.kind()) {
      case DATA -> decodeData(frame, visitor);
      case MARKER -> {
        MarkerBody marker = MarkerBody.decode(frame.body(), frame.count());
        visitor.bulkSegment(frame.firstSequence(), frame.count(), marker.segment());
      }
      case SYNC -> {}
    }
  }

  /** The records of {@code frame} as objects; fails as {@link #decode} does. */
  public List<WalRecord> records(WalStep.Frame frame) {
    List<WalRecord> records = new ArrayList<>();
    decode(frame, new WalRecordCollector(records::add));
    return records;
  }

  private void decodeData(WalStep.Frame frame, WalVisitor visitor) {
    byte[] array = frame.body().array();
    int offset = frame.body().arrayOffset() + frame.body().position();
    in.load(array, offset, frame.body().remaining());
    for (int i = 0; i < frame.count(); i++) {
      long sequence = frame.firstSequence() + i;
      int at = in.position();
      int tag = in.u8();
      switch (tag) {
        case RecordTag.UPSERT -> decodeUpsert(sequence, array, offset, visitor);
        case RecordTag.DELETE -> visitor.delete(sequence, IdCodec.read(in));
        case RecordTag.BOOKMARK -> visitor.bookmark(sequence, bookmark());
        default ->
            throw new MalformedException("a record tag of 1 to 3", Integer.toString(tag), at);
      }
    }
    in.requireEnd("the records of a frame");
  }

  private void decodeUpsert(long sequence, byte[] array, int offset, WalVisitor visitor) {
    int at = in.position();
    int flags = in.u8();
    if ((flags & ~(RecordTag.HAS_METADATA | RecordTag.EXPIRES)) != 0) {
      throw new MalformedException("flags of an upsert", Integer.toString(flags), at);
    }
    VectorId id = IdCodec.read(in);
    readVector();
    int metadataLength = -1;
    int metadataAt = 0;
    if ((flags & RecordTag.HAS_METADATA) != 0) {
      metadataLength = in.length("length of metadata");
      metadataAt = in.position();
      MetadataCodec.validate(in, metadataLength);
    }
    long expiresAt = WalFormat.NEVER;
    if ((flags & RecordTag.EXPIRES) != 0) {
      int expiryAt = in.position();
      expiresAt = in.i64();
      if (expiresAt < 1) {
        throw new MalformedException(
            "a time after the beginning of 1970", expiresAt + " ms", expiryAt);
      }
    }
    visitor.upsert(sequence, id, vector, array, offset + metadataAt, metadataLength, expiresAt);
  }

  private void readVector() {
    int at = in.position();
    int found = in.varint(Limits.MAX_DIMENSION, "dimension");
    if (dimension == ANY_DIMENSION ? found == 0 : found != dimension) {
      String expected = dimension == ANY_DIMENSION ? "a dimension" : "dimension " + dimension;
      throw new MalformedException(expected, Integer.toString(found), at);
    }
    if (vector.length != found) {
      vector = new float[found]; // bounded by the largest dimension
    }
    in.floats(vector, 0, found);
    float sum = 0; // 0 times anything finite is 0, times anything else NaN
    for (float component : vector) {
      sum += component * 0.0f;
    }
    if (Float.isNaN(sum)) {
      throw new MalformedException("finite components", "others", at);
    }
  }

  private Bookmark bookmark() {
    int at = in.position();
    String name = in.text(in.varint(Bookmark.MAX_NAME_BYTES, "length of a bookmark's name"));
    byte[] value = in.raw(in.varint(Bookmark.MAX_VALUE_BYTES, "length of a bookmark's value"));
    try {
      return Bookmark.of(name, value);
    } catch (InvalidArgumentException outOfRange) {
      throw new MalformedException("a bookmark", "one without a name", at);
    }
  }
}
