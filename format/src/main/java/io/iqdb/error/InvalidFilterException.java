package io.iqdb.error;

/** A filter is nested too deeply, lists too many values or is malformed. */
public final class InvalidFilterException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public InvalidFilterException(String message) {
    super(ErrorCode.INVALID_FILTER, message, null);
  }
}
