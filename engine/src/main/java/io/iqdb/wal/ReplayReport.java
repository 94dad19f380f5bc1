package io.iqdb.wal;

import io.iqdb.format.FileName;
import java.util.List;

/**
 * What a replay read.
 *
 * @param nextSequence behind the last sequence number that was read
 * @param frames how many frames
 * @param records how many sequence numbers they took, rows of bulk segments included
 * @param cuts what was left out
 */
public record ReplayReport(long nextSequence, long frames, long records, List<Cut> cuts) {
  /** Keeps an unmodifiable copy. */
  public ReplayReport {
    cuts = List.copyOf(cuts);
  }

  /**
   * The end of a log that no frame vouches for: a write that was never acknowledged, or not synced.
   *
   * @param file the log
   * @param offset where its sound part ends
   * @param bytes from there to the last byte that is not zero
   */
  public record Cut(FileName file, long offset, long bytes) {}

  /** All that was left out, in bytes. */
  public long bytesCut() {
    long bytes = 0;
    for (Cut cut : cuts) {
      bytes += cut.bytes();
    }
    return bytes;
  }
}
