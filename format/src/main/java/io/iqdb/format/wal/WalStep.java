package io.iqdb.format.wal;

import java.nio.ByteBuffer;

/** What a {@link WalFrameReader} found where a frame may start. */
public sealed interface WalStep {
  /** Where it starts in the file. */
  long offset();

  /**
   * A sound frame.
   *
   * @param kind what it holds
   * @param firstSequence its first sequence number, or the next one where it takes none
   * @param count how many sequence numbers it takes
   * @param syncedUpTo bytes of the file that were on disk before it was written
   * @param offset where it starts
   * @param end where the next one starts
   * @param body its body without padding; valid until the reader's next step
   */
  record Frame(
      FrameKind kind,
      long firstSequence,
      int count,
      long syncedUpTo,
      long offset,
      long end,
      ByteBuffer body)
      implements WalStep {}

  /**
   * Nothing but zeros, or nothing at all, up to the end of the file.
   *
   * @param offset where the log ends
   */
  record End(long offset) implements WalStep {}

  /**
   * Bytes that are no sound frame: torn or damaged, which {@link WalFrameReader#evidence} tells.
   *
   * @param offset where it should start
   * @param end behind the last byte from there on that is not zero
   * @param reason what does not hold
   */
  record Bad(long offset, long end, String reason) implements WalStep {}
}
