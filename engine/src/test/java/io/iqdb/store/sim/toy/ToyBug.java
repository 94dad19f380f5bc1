package io.iqdb.store.sim.toy;

/** One mistake in the protocol, and in which enumeration it has to show. */
enum ToyBug {
  SEGMENT_NOT_SYNCED("missed", "killed", "killed", "killed"),
  MANIFEST_NOT_SYNCED("missed", "killed", "killed", "killed"),
  NO_NAME_SYNC_AFTER_MANIFEST("missed", "missed", "missed", "killed"),
  OLD_WAL_DELETED_BEFORE_MANIFEST("killed", "killed", "killed", "killed"),
  WAL_NOT_SYNCED_BEFORE_ACK("missed", "killed", "killed", "killed"),
  CHECKSUMS_NOT_VERIFIED("missed", "killed", "killed", "killed"),
  MANIFEST_OVERWRITTEN_IN_PLACE("killed", "killed", "killed", "killed"),
  MANIFEST_CREATED_UNDER_FINAL_NAME("killed", "killed", "killed", "killed"),
  RECOVERY_APPENDS_AFTER_TORN_TAIL("missed", "killed", "killed", "killed"),
  RECOVERY_DELETES_WALS_BEFORE_CHECKPOINT("missed", "missed", "killed", "missed"),
  BOTH_NAME_SYNCS_MISSING("missed", "missed", "missed", "killed"),
  SEGMENT_NAME_SYNC_MISSING("missed", "missed", "missed", "missed"),
  WAL_NAME_SYNC_MISSING("missed", "missed", "missed", "missed"),
  /** Not in that table: the mistake that only a failing sync shows. */
  FAILED_SYNC_RETRIED("missed", "missed", "missed", "missed");

  final String prefix;
  final String ordered;
  final String orderedTwice;
  final String weak;

  ToyBug(String prefix, String ordered, String orderedTwice, String weak) {
    this.prefix = prefix;
    this.ordered = ordered;
    this.orderedTwice = orderedTwice;
    this.weak = weak;
  }
}
