package io.iqdb.error;

/** Files had to go that a snapshot in this process still shows; the message names the snapshot. */
public final class SnapshotHeldException extends IqdbException {
  private static final long serialVersionUID = 1L;

  /** With what was asked for. */
  public SnapshotHeldException(String message) {
    super(ErrorCode.SNAPSHOT_HELD, message, null);
  }
}
