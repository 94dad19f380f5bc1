package io.iqdb.store;

import java.io.IOException;

/** The system has no thread for something that cannot be done without. */
public final class NoThreadException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was tried. */
  public NoThreadException(String message) {
    super(message);
  }
}
