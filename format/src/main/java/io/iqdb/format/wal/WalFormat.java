package io.iqdb.format.wal;

import io.iqdb.format.FileHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers that the parts of a write-ahead log share. */
public final class WalFormat {
  /** Where the first frame is. */
  public static final long FIRST_FRAME = FileHeader.BYTES;

  /** Frames start on multiples of this. */
  public static final int ALIGNMENT = 8;

  /** Bytes of a frame in front of its body. */
  public static final int FRAME_BYTES = FrameDescriptor.BYTES;

  /** A batch takes no further record once its encoding is this long. */
  public static final int MAX_BATCH_BYTES = 16 << 20;

  /** The longest body of a frame: a full batch and one record of the largest size. */
  public static final int MAX_BODY_BYTES = MAX_BATCH_BYTES + (2 << 20);

  /** The longest log; a writer rotates before, a reader refuses more. */
  public static final long MAX_FILE_BYTES = 2L << 30;

  /** When a record without an end expires. */
  public static final long NEVER = Long.MAX_VALUE;

  private WalFormat() {}

  /** The next multiple of {@link #ALIGNMENT}. */
  public static long align(long length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * What a finished frame says of its place.
   *
   * @param offset where in its file it is going to stand
   * @param nextSequence behind the sequence numbers that it takes
   * @param syncedUpTo how much of the file it records as synced
   */
  public record Place(long offset, long nextSequence, long syncedUpTo) {}

  /** The place of the frame that {@link WalFrameEncoder#finish} gave. */
  public static Place place(ByteBuffer frame) {
    return FrameDescriptor.place(frame.slice().order(ByteOrder.LITTLE_ENDIAN));
  }
}
