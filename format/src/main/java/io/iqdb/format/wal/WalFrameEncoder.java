package io.iqdb.format.wal;

import io.iqdb.format.Crc32c;
import io.iqdb.format.codec.EncodeBuffer;
import java.nio.ByteBuffer;

/**
 * Builds the bytes of one frame after the other in memory that is reused. The leader of a group
 * begins a frame, appends what the writers of the group encoded, and finishes it with its place in
 * the file. One thread at a time; threads may take turns.
 */
public final class WalFrameEncoder {
  /** A group takes no further batch that would make the body longer; one batch alone may be. */
  public static final int MAX_BODY = WalFormat.MAX_BATCH_BYTES;

  private static final byte[] ROOM = new byte[FrameDescriptor.BYTES];

  private final EncodeBuffer buffer = new EncodeBuffer(4 << 10);
  private FrameKind kind = FrameKind.SYNC;
  private long firstSequence;
  private int count;

  /** Without a frame. */
  public WalFrameEncoder() {}

  /** Begins a frame of records, the first of which takes {@code firstSequence}. */
  public void begin(long firstSequence) {
    reset(FrameKind.DATA, firstSequence, 0);
  }

  /** Whether the frame has room for {@code records}; an empty one always has. */
  public boolean fits(EncodedRecords records) {
    return count == 0 || bodyLength() + records.bytes() <= MAX_BODY;
  }

  /** Appends records, in a frame that has room for them. */
  public void append(EncodedRecords records) {
    if (kind != FrameKind.DATA || !fits(records)) {
      throw new IllegalStateException("no room for " + records.bytes() + " bytes");
    }
    buffer.append(records.buffer());
    count += records.count();
  }

  /** Begins, and completes but for {@link #finish}, a marker of a bulk segment. */
  public void beginMarker(long firstSequence, int rows, long segment) {
    reset(FrameKind.MARKER, firstSequence, rows);
    buffer.i64(segment);
    buffer.i64(rows);
  }

  /** Begins, and completes but for {@link #finish}, a frame that holds nothing but a sync. */
  public void beginSync(long nextSequence) {
    reset(FrameKind.SYNC, nextSequence, 0);
  }

  /** How many sequence numbers the frame takes so far. */
  public int count() {
    return count;
  }

  /** The first sequence number of the frame. */
  public long firstSequence() {
    return firstSequence;
  }

  /** Bytes of the body so far. */
  public int bodyLength() {
    return buffer.length() - FrameDescriptor.BYTES;
  }

  /** Bytes of the whole frame so far, with padding. */
  public int bytes() {
    return (int) WalFormat.align(buffer.length());
  }

  /**
   * The bytes of the frame, valid until the next one is begun.
   *
   * @param offset where in its file it is going to stand
   * @param syncedUpTo bytes of the file that are known to be on disk
   * @param salt of the file
   */
  public ByteBuffer finish(long offset, long syncedUpTo, long salt) {
    if (kind != FrameKind.SYNC && count == 0) {
      throw new IllegalStateException("a frame without records");
    }
    int bodyLength = bodyLength();
    buffer.zeros(bytes() - buffer.length());
    ByteBuffer frame = buffer.view();
    int body = FrameDescriptor.BYTES;
    int checksum = Crc32c.salted(salt, frame.slice(body, frame.remaining() - body));
    new FrameDescriptor(kind, bodyLength, count, checksum, firstSequence, syncedUpTo, offset)
        .encode(frame, salt);
    buffer.truncate(body + bodyLength); // finishing again gives the same
    return frame;
  }

  private void reset(FrameKind next, long first, int taken) {
    kind = next;
    firstSequence = first;
    count = taken;
    buffer.clear();
    buffer.raw(ROOM, 0, ROOM.length);
  }
}
