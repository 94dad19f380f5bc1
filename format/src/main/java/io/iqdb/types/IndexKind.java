package io.iqdb.types;

/** How a segment answers a search. The stored tags are frozen. */
public enum IndexKind {
  /** By scanning every vector: exact. */
  FLAT(0);

  private final int tag;

  IndexKind(int tag) {
    this.tag = tag;
  }

  /** The number that stands for this kind on disk. */
  public int tag() {
    return tag;
  }
}
