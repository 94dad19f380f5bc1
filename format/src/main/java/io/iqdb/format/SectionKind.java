package io.iqdb.format;

import java.util.Optional;

/** The kinds of sections. Tags stand in section tables and are frozen. */
public enum SectionKind {
  /** Manifest: what the database was created with. */
  CONFIG(1, true),
  /** Manifest: the live segments and their tombstones. */
  SEGMENTS(2, true),
  /** Manifest: the write-ahead logs that recovery reads. */
  WALS(3, true),
  /** Manifest: the newest bookmark of each name. */
  BOOKMARKS(4, true),
  /** Manifest: where numbers go on. */
  COUNTERS(5, true),
  /** Manifest: what was merged last, and totals. */
  MERGES(6, false),
  /** Segment: row to id, and id to row. */
  IDS(16, true),
  /** Segment: sequence of each row. */
  SEQ(17, true),
  /** Segment: float32 rows. */
  VEC(18, true),
  /** Segment: metadata in compressed blocks. */
  PAYLOAD(19, true),
  /** Segment: counts and origin. */
  STATS(20, false),
  /** Segment: when each row expires. */
  EXPIRY(21, true),
  /** Segment: what the merge that writes it is about to write. */
  PLAN(22, false),
  /** Tombstone file: the deleted rows. */
  TOMBSTONES(32, true),
  /** Catalog: the collections. */
  COLLECTIONS(48, true);

  private final int tag;
  private final boolean required;

  SectionKind(int tag, boolean required) {
    this.tag = tag;
    this.required = required;
  }

  /** The number that stands for this kind in a section table. */
  public int tag() {
    return tag;
  }

  /** Whether a reader that does not know this kind would give wrong answers without it. */
  public boolean isRequired() {
    return required;
  }

  /** The kind of a tag, or nothing where it came with a later version. */
  public static Optional<SectionKind> of(int tag) {
    for (SectionKind kind : values()) {
      if (kind.tag == tag) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
