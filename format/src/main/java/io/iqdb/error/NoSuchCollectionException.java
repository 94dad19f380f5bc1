package io.iqdb.error;

/** A catalog has no collection of the name that was asked for. */
public final class NoSuchCollectionException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was asked for. */
  public NoSuchCollectionException(String message) {
    super(ErrorCode.NO_SUCH_COLLECTION, message, null);
  }
}
