package io.iqdb.format.segment;

/** What wrote a segment. The stored tags are frozen. */
public enum SegmentOrigin {
  /** A memtable that was full or was asked to go. */
  FLUSH(1),
  /** A chunk of a bulk load, written past the log. */
  BULK(2),
  /** Other segments. */
  MERGE(3);

  private final int tag;

  SegmentOrigin(int tag) {
    this.tag = tag;
  }

  int tag() {
    return tag;
  }

  static SegmentOrigin of(int tag, long offset) {
    for (SegmentOrigin origin : values()) {
      if (origin.tag == tag) {
        return origin;
      }
    }
    throw Section.malformed("an origin of 1 to 3", Integer.toString(tag), offset);
  }
}
