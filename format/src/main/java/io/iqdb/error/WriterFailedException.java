package io.iqdb.error;

import org.jspecify.annotations.Nullable;

/**
 * The writer met a failed write or sync and refuses further writes with that first cause. Readers
 * go on; reopening recovers.
 */
public final class WriterFailedException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was tried and why it failed. */
  public WriterFailedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.WRITER_FAILED, message, cause);
  }
}
