package io.iqdb.error;

/** A configuration contradicts itself, or what the database was created with. */
public final class InvalidConfigException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public InvalidConfigException(String message) {
    super(ErrorCode.INVALID_CONFIG, message, null);
  }
}
