package io.iqdb.store;

import java.io.IOException;

/** Another opener holds the writer lock; the message names it. */
public final class LockHeldException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was tried. */
  public LockHeldException(String message) {
    super(message);
  }
}
