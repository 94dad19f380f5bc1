package io.iqdb.format.wal;

import io.iqdb.format.Crc32c;
import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The fixed part in front of every frame's body.
 *
 * <pre>
 *  0      4        8       12         16               24           32       40     44
 *  | kind | length | count | body crc | first sequence | syncedUpTo | offset | zero | crc |
 * </pre>
 *
 * @param kind what the body holds
 * @param bodyLength bytes of the body without padding
 * @param count sequence numbers that the frame takes
 * @param bodyChecksum of the padded body, salted
 * @param firstSequence the first of them, or the next one where it takes none
 * @param syncedUpTo bytes of the file that were on disk before this frame was written
 * @param offset where the frame starts in its file
 */
record FrameDescriptor(
    FrameKind kind,
    int bodyLength,
    int count,
    int bodyChecksum,
    long firstSequence,
    long syncedUpTo,
    long offset) {
  /** Length of a fixed part. */
  static final int BYTES = 48;

  /** The upper three bytes of the kind: a scan for frames passes over most data at once. */
  private static final int MAGIC = 0x57_414C_00;

  private static final int KIND = 0;
  private static final int LENGTH = 4;
  private static final int COUNT = 8;
  private static final int BODY_CRC = 12;
  private static final int FIRST = 16;
  private static final int SYNCED = 24;
  private static final int OFFSET = 32;
  private static final int ZERO = 40;
  private static final int CRC = 44;

  /** Where the next frame starts. */
  long end() {
    return offset + BYTES + WalFormat.align(bodyLength);
  }

  /** Writes the fixed part over the first bytes of {@code target}, little-endian. */
  void encode(ByteBuffer target, long salt) {
    target.putInt(KIND, MAGIC | kind.tag());
    target.putInt(LENGTH, bodyLength);
    target.putInt(COUNT, count);
    target.putInt(BODY_CRC, bodyChecksum);
    target.putLong(FIRST, firstSequence);
    target.putLong(SYNCED, syncedUpTo);
    target.putLong(OFFSET, offset);
    target.putInt(ZERO, 0);
    target.putInt(CRC, Crc32c.salted(salt, target.slice(0, CRC)));
  }

  /**
   * The fixed part at {@code index} of {@code source}, or nothing where its checksum, salt or
   * offset does not hold.
   *
   * @throws MalformedException where they hold, and the content is none that a writer makes
   */
  static @Nullable FrameDescriptor decode(ByteBuffer source, int index, long offset, long salt) {
    if (!mayStart(source, index, offset)
        || source.getInt(index + CRC) != Crc32c.salted(salt, source.slice(index, CRC))) {
      return null;
    }
    ByteBuffer fixed = source.slice(index, BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FrameDescriptor frame =
        new FrameDescriptor(
            kind(fixed.getInt(KIND) & 0xff, offset),
            fixed.getInt(LENGTH),
            fixed.getInt(COUNT),
            fixed.getInt(BODY_CRC),
            fixed.getLong(FIRST),
            fixed.getLong(SYNCED),
            offset);
    frame.requireSound(fixed.getInt(ZERO));
    return frame;
  }

  static WalFormat.Place place(ByteBuffer frame) {
    return new WalFormat.Place(
        frame.getLong(OFFSET), frame.getLong(FIRST) + frame.getInt(COUNT), frame.getLong(SYNCED));
  }

  /** Whether magic and offset hold: false for nearly all bytes that are no frame. */
  static boolean mayStart(ByteBuffer source, int index, long offset) {
    return (source.getInt(index + KIND) & ~0xff) == MAGIC
        && source.getLong(index + OFFSET) == offset;
  }

  private static FrameKind kind(int tag, long offset) {
    for (FrameKind kind : FrameKind.values()) {
      if (kind.tag() == tag) {
        return kind;
      }
    }
    throw new MalformedException("a frame kind of 1 to 3", Integer.toString(tag), offset);
  }

  private void requireSound(int zero) {
    boolean lengths =
        switch (kind) {
          case DATA -> bodyLength > 0 && bodyLength <= WalFormat.MAX_BODY_BYTES && count > 0;
          case MARKER -> bodyLength == MarkerBody.BYTES && count > 0;
          case SYNC -> bodyLength == 0 && count == 0;
        };
    if (!lengths) {
      throw new MalformedException(
          "lengths of a " + kind + " frame", bodyLength + " bytes, count " + count, offset);
    }
    if (firstSequence < 0 || firstSequence > Long.MAX_VALUE - count) {
      throw new MalformedException("a sequence number", Long.toString(firstSequence), offset);
    }
    if (syncedUpTo < 0 || syncedUpTo > offset) {
      throw new MalformedException(
          "a synced length of at most " + offset, Long.toString(syncedUpTo), offset);
    }
    if (zero != 0) {
      throw new MalformedException("zeros in a frame", "other bytes", offset + ZERO);
    }
  }
}
