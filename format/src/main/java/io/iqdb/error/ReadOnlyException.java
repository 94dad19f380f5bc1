package io.iqdb.error;

/** A write was asked of a database that was opened for reading. */
public final class ReadOnlyException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public ReadOnlyException(String message) {
    super(ErrorCode.READ_ONLY, message, null);
  }
}
