package io.iqdb.format.manifest;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;

/**
 * A write-ahead log that recovery reads.
 *
 * @param number of the file
 * @param salt in its header
 * @param firstSequence no frame of it starts before
 * @param sealedLength where it ends, or {@link #OPEN} where it is still written
 */
public record WalEntry(long number, long salt, long firstSequence, long sealedLength) {
  /** The {@link #sealedLength} of a log that is still written. */
  public static final long OPEN = -1;

  /** Checks the ranges. */
  public WalEntry {
    Require.argument(number >= 0, "log number %d is negative", number);
    Require.argument(
        firstSequence >= 0 && firstSequence <= ManifestData.LARGEST_SEQUENCE,
        "first sequence %d is outside 0 to 2^62",
        firstSequence);
    Require.argument(
        sealedLength == OPEN || (sealedLength >= FileHeader.BYTES && sealedLength % 8 == 0),
        "a log cannot be sealed at %d bytes",
        sealedLength);
  }

  /** Whether the log is still written. */
  public boolean isOpen() {
    return sealedLength == OPEN;
  }

  /** The name of the log. */
  public FileName fileName() {
    return FileName.of(FileKind.WAL, number);
  }

  /** The same log, ended at {@code length} bytes. */
  public WalEntry sealedAt(long length) {
    return new WalEntry(number, salt, firstSequence, length);
  }
}
