package io.iqdb.error;

/** A file was written by a newer version of the format. */
public final class UnsupportedVersionException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong and what was expected. */
  public UnsupportedVersionException(String message) {
    super(ErrorCode.UNSUPPORTED_VERSION, message, null);
  }
}
