package io.iqdb.error;

/** An argument is outside its range. */
public final class InvalidArgumentException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public InvalidArgumentException(String message) {
    super(ErrorCode.INVALID_ARGUMENT, message, null);
  }
}
