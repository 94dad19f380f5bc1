package io.iqdb.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything the store throws. Messages are safe to log: they hold names, sizes and
 * offsets, never vectors, metadata or keys.
 */
public abstract class IqdbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** For the members of the family. */
  protected IqdbException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The stable code of this error. */
  public final ErrorCode code() {
    return code;
  }
}
