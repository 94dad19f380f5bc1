package io.iqdb.format.wal;

import io.iqdb.format.codec.Samples;
import io.iqdb.policy.Limits;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Builds the bytes of logs: 64 bytes for the header, then frames. */
final class Frames {
  static final long SALT = 0x1234_5678_9abc_def0L;
  static final int DIMENSION = 4;

  final WalFrameEncoder encoder = new WalFrameEncoder();
  final List<Long> starts = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final long salt;
  private long sequence;

  Frames() {
    this(SALT, 0);
  }

  Frames(long salt, long firstSequence) {
    this.salt = salt;
    this.sequence = firstSequence;
    bytes.writeBytes(new byte[(int) WalFormat.FIRST_FRAME]);
  }

  /** Appends a frame of records that says that everything in front of it was synced. */
  Frames data(EncodedRecords records) {
    return data(records, bytes.size());
  }

  Frames data(EncodedRecords records, long syncedUpTo) {
    encoder.begin(sequence);
    encoder.append(records);
    return finish(syncedUpTo);
  }

  Frames marker(int rows, long segment) {
    encoder.beginMarker(sequence, rows, segment);
    return finish(bytes.size());
  }

  Frames sync() {
    encoder.beginSync(sequence);
    return finish(bytes.size());
  }

  private Frames finish(long syncedUpTo) {
    starts.add((long) bytes.size());
    sequence += encoder.count();
    ByteBuffer frame = encoder.finish(bytes.size(), syncedUpTo, salt);
    byte[] copy = new byte[frame.remaining()];
    frame.get(copy);
    bytes.writeBytes(copy);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  static WalFrameReader reader(byte[] file) {
    return new WalFrameReader(source(file), SALT, file.length);
  }

  static WalSource source(byte[] file) {
    return (position, target) -> target.put(file, (int) position, target.remaining());
  }

  static EncodedRecords upsert(long id) {
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    records.upsert(VectorId.of(id), Vector.of((float) id, 2, 3, 4), null, WalFormat.NEVER);
    return records;
  }

  /** One record of every kind, in every variant. */
  static EncodedRecords everyKind() {
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    VectorId name = VectorId.of("a name");
    Vector vector = Vector.of(1, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE);
    records.upsert(VectorId.of(1), vector, null, WalFormat.NEVER);
    records.upsert(name, vector, Samples.everyKind(), 1_000);
    records.upsert(VectorId.of(2), vector, Metadata.empty(), WalFormat.NEVER);
    records.upsert(VectorId.of(3), vector, null, 1);
    records.delete(name);
    records.delete(VectorId.of(-1));
    records.bookmark(Bookmark.of("orders-0", new byte[] {9, 8, 7}));
    return records;
  }
}
