package io.iqdb.merge;

import java.io.IOException;

/** A segment that was to be merged is no longer current. Nothing was changed. */
public final class MergeVoidException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Because {@code segment} is gone. */
  public MergeVoidException(long segment) {
    super("segment " + segment + " is no longer current");
  }
}
