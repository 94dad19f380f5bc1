package io.iqdb.format;

/** The kinds of numbered files. Tags stand in file headers and are frozen. */
public enum FileKind {
  /** Which files are the truth. */
  MANIFEST(1, "manifest", false),
  /** Acknowledged writes since the last flush. */
  WAL(2, "wal", false),
  /** One immutable segment. */
  SEGMENT(3, "seg", false),
  /** Deleted rows of one segment, in one generation. */
  TOMBSTONE(4, "tomb", true),
  /** Which collections there are, and what they are called. */
  CATALOG(5, "catalog", false),
  /** Any file before its publication; swept at open. */
  TEMPORARY(0, "tmp", false);

  private final int tag;
  private final String prefix;
  private final boolean generations;

  FileKind(int tag, String prefix, boolean generations) {
    this.tag = tag;
    this.prefix = prefix;
    this.generations = generations;
  }

  /** The number that stands for this kind in a header. */
  public int tag() {
    return tag;
  }

  /** How names of this kind begin. */
  public String prefix() {
    return prefix;
  }

  /** Whether names of this kind carry a generation behind the number. */
  public boolean hasGenerations() {
    return generations;
  }
}
