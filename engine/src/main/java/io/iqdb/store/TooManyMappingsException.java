package io.iqdb.store;

import java.io.IOException;

/** One mapping more would come near the number at which the system ends the process. */
public final class TooManyMappingsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was tried. */
  public TooManyMappingsException(String message) {
    super(message);
  }
}
