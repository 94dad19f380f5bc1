package io.iqdb.error;

/** Stable names of what can go wrong; they never change meaning and are safe to match on. */
public enum ErrorCode {
  /** An argument is outside its range; the message names it and the range. */
  INVALID_ARGUMENT,
  /** A vector has another dimension than the database. */
  DIMENSION_MISMATCH,
  /** A vector is empty or holds a component that is not finite. */
  INVALID_VECTOR,
  /** A filter is too deep, too wide or malformed. */
  INVALID_FILTER,
  /** A configuration contradicts itself or what is stored. */
  INVALID_CONFIG,
  /** A size limit was exceeded; the message names the limit. */
  LIMIT_EXCEEDED,
  /** The object was closed. */
  CLOSED,
  /** The database was opened for reading. */
  READ_ONLY,
  /** Another process, or another opener in this one, holds the database. */
  LOCKED,
  /** The path is no database, or exists where a new one was asked for. */
  NOT_A_DATABASE,
  /** A catalog has no collection of that name. */
  NO_SUCH_COLLECTION,
  /** A catalog has a collection of that name already. */
  COLLECTION_EXISTS,
  /** A collection is in use, and cannot be dropped. */
  COLLECTION_IN_USE,
  /** A snapshot still shows what was to be purged. */
  SNAPSHOT_HELD,
  /** Files were written by a newer version of the format. */
  UNSUPPORTED_VERSION,
  /** Damage was found in a file. */
  CORRUPT_FILE,
  /** The disk is full; the write did not happen and may be tried again. */
  DISK_FULL,
  /** An input or output operation failed. */
  STORAGE,
  /** The writer stopped after a failed write or sync; reading goes on, reopening recovers. */
  WRITER_FAILED
}
