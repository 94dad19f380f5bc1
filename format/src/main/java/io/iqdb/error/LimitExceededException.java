package io.iqdb.error;

/** A record is larger than the limits of the database allow, or work than its budget. */
public final class LimitExceededException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public LimitExceededException(String message) {
    super(ErrorCode.LIMIT_EXCEEDED, message, null);
  }
}
