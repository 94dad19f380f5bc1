package io.iqdb.error;

/** A vector is empty, or a component of it is NaN or infinite. */
public final class InvalidVectorException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public InvalidVectorException(String message) {
    super(ErrorCode.INVALID_VECTOR, message, null);
  }
}
