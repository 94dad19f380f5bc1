package io.iqdb.merge;

import java.io.IOException;

/** A merge was told to stop. Nothing of it is left. */
public final class MergeAbortedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** On request. */
  public MergeAbortedException() {
    super("the merge was aborted");
  }
}
