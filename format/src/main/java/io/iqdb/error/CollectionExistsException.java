package io.iqdb.error;

/** A catalog has a collection of the name that another one was to get. */
public final class CollectionExistsException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was asked for. */
  public CollectionExistsException(String message) {
    super(ErrorCode.COLLECTION_EXISTS, message, null);
  }
}
