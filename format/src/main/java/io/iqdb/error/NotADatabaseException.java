package io.iqdb.error;

/** The path holds no database, or something where a new one should go. */
public final class NotADatabaseException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public NotADatabaseException(String message) {
    super(ErrorCode.NOT_A_DATABASE, message, null);
  }
}
