package io.iqdb;

/**
 * What opening a database had to do.
 *
 * @param framesReplayed frames of the write-ahead log that were read
 * @param recordsReplayed records in them
 * @param bytesCut bytes of a torn tail that no later frame vouched for; such bytes belong to writes
 *     that were never acknowledged, or are damage that cannot be told from that
 * @param filesRemoved files that no manifest names, left by an interrupted write
 */
public record RecoveryReport(
    long framesReplayed, long recordsReplayed, long bytesCut, int filesRemoved) {
  /** Nothing to do. */
  static final RecoveryReport CLEAN = new RecoveryReport(0, 0, 0, 0);
}
