package io.iqdb.error;

/** A method was called on a closed database. */
public final class ClosedException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public ClosedException(String message) {
    super(ErrorCode.CLOSED, message, null);
  }
}
