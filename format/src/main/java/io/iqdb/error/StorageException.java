package io.iqdb.error;

import org.jspecify.annotations.Nullable;

/** An input or output operation failed for a reason other than damage or a full disk. */
public final class StorageException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was tried and why it failed. */
  public StorageException(String message, @Nullable Throwable cause) {
    super(ErrorCode.STORAGE, message, cause);
  }
}
