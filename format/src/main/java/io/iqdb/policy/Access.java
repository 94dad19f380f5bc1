package io.iqdb.policy;

/** How the engine reads segments. */
public enum Access {
  /**
   * Through a memory mapping: the data stays on disk and the operating system keeps what is used.
   * Whoever truncates a file of an open database can make reads of it fail.
   */
  MAPPED,
  /**
   * From a verified copy in memory: for files that are not trusted. Needs as much memory as the
   * segments have bytes, and checks every one of them when a segment is opened.
   */
  COPY
}
