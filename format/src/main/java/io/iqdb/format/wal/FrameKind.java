package io.iqdb.format.wal;

/** What a frame of a write-ahead log holds. Tags are frozen. */
public enum FrameKind {
  /** Records, one sequence number each. */
  DATA(1),
  /** The number of a segment whose rows take the sequence numbers. */
  MARKER(2),
  /** Nothing but how much was synced. */
  SYNC(3);

  private final int tag;

  FrameKind(int tag) {
    this.tag = tag;
  }

  /** The number that stands for this kind in a frame. */
  public int tag() {
    return tag;
  }
}
