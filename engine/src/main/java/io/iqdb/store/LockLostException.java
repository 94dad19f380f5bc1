package io.iqdb.store;

import java.io.IOException;

/** The lock file is no longer the one that was locked. */
public final class LockLostException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was tried. */
  public LockLostException(String message) {
    super(message);
  }
}
