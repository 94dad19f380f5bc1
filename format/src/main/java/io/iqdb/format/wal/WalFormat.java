package io.iqdb.format.wal;

import io.iqdb.format.FileHeader;

/** Numbers that the parts of a write-ahead log share. */
public final class WalFormat {
  /** Where the first frame is. */
  public static final long FIRST_FRAME = FileHeader.BYTES;

  /** Frames start on multiples of this. */
  public static final int ALIGNMENT = 8;

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
}
