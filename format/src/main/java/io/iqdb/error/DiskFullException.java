package io.iqdb.error;

import org.jspecify.annotations.Nullable;

/**
 * The disk is full. The write that met it did not happen; the database stays readable and takes
 * writes again when there is space.
 */
public final class DiskFullException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was tried and why it failed. */
  public DiskFullException(String message, @Nullable Throwable cause) {
    super(ErrorCode.DISK_FULL, message, cause);
  }
}
