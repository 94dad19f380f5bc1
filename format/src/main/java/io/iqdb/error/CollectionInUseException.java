package io.iqdb.error;

/** A collection was to be dropped while somebody uses it; nothing was changed. */
public final class CollectionInUseException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was asked for. */
  public CollectionInUseException(String message) {
    super(ErrorCode.COLLECTION_IN_USE, message, null);
  }
}
