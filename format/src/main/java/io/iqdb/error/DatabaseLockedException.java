package io.iqdb.error;

import org.jspecify.annotations.Nullable;

/** Another opener holds the database; the message names its process, host and start time. */
public final class DatabaseLockedException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was tried and why it failed. */
  public DatabaseLockedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.LOCKED, message, cause);
  }
}
