package io.iqdb.format.wal;

/** The bytes in front of a record; frozen. */
final class RecordTag {
  static final int UPSERT = 1;
  static final int DELETE = 2;
  static final int BOOKMARK = 3;

  /** Flags of an upsert. */
  static final int HAS_METADATA = 1;

  static final int EXPIRES = 2;

  private RecordTag() {}
}
