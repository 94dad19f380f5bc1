package io.iqdb.store.sim;

/**
 * One place of a workload where the order of what becomes durable is decided, and its mutation.
 *
 * @param kind what is done there
 * @param nth counts points of this kind in one run, from 1
 * @param group what the point is about, such as {@code sync tmp->manifest}
 * @param occurrence counts points of this group, from 1
 */
public record SyncPoint(Kind kind, int nth, String group, int occurrence) {
  /** What is done, and what the mutation makes of it. */
  public enum Kind {
    /** A file is synced; the mutation does not. */
    SYNC("sync"),
    /** Bytes are written and synced; the mutation writes them. */
    WRITE_AND_SYNC("writeAndSync"),
    /** Names are synced; the mutation does not. */
    SYNC_NAMES("syncNames"),
    /** A file is published; the mutation does so after the next operation. */
    PUBLISH("publish");

    private final String verb;

    Kind(String verb) {
      this.verb = verb;
    }

    String verb() {
      return verb;
    }
  }

  /** For people: {@code sync tmp->manifest #2}. */
  public String label() {
    return group + " #" + occurrence;
  }
}
