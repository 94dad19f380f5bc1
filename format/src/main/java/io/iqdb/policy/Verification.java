package io.iqdb.policy;

/** When the checksums of a segment are compared with what the disk gives. */
public enum Verification {
  /** Block by block, before the first result that depends on the block: opening stays fast. */
  LAZY,
  /** All of them when a segment is opened. */
  FULL
}
