package io.iqdb.store;

import java.io.IOException;

/** A write met a full disk. */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what was tried. */
  public NoSpaceException(String message) {
    super(message);
  }
}
