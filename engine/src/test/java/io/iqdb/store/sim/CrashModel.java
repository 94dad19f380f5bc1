package io.iqdb.store.sim;

/** What a crash may take away. Each model allows all that the one before it allows. */
public enum CrashModel {
  /** Nothing that was done: the process died, the page cache lived on (kill -9). */
  PREFIX,
  /**
   * Unsynced names in the reverse of their order, unsynced bytes in any way: a journalling file
   * system lost power.
   */
  ORDERED,
  /** Unsynced names and unsynced bytes in any way: what POSIX allows. */
  WEAK
}
