package io.iqdb.merge;

import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.MergeSpec;
import io.iqdb.policy.SegmentDescription;
import java.io.IOException;
import java.util.List;

/** The database, as merges know it. Any thread may call. */
public interface MergeTarget {
  /**
   * The segments as they are now; rows that a merge would drop for their expiry count as dead.
   *
   * @throws io.iqdb.error.ClosedException where the database is closed
   */
  List<SegmentDescription> segments() throws IOException;

  /**
   * What a merge of these segments would need.
   *
   * @throws MergeVoidException where one of them is gone
   */
  MergeNeeds needs(List<Long> segments) throws IOException;

  /** Bytes that may still be written. */
  long freeSpace() throws IOException;

  /**
   * Bytes of the free space that deletes live on, for what is kept for them was given up on a full
   * disk; 0 where that is whole.
   */
  long owed();

  /**
   * When so many records of segments will have expired, with no write, that merges may be due.
   *
   * @param after when somebody looked, by {@link #millis}
   * @return above that; {@link io.iqdb.segment.RowSource#NEVER} where none expires
   */
  long nextExpiry(long after) throws IOException;

  /**
   * Flushes where a log keeps merges from dropping what has expired: replayed, it could bring older
   * versions back.
   */
  void settleExpired() throws Exception;

  /**
   * Merges, on the calling thread; on return the result is published.
   *
   * @param control asked for leave at every batch
   * @return its line of the history, which the same manifest holds
   * @throws MergeAbortedException where it said so
   * @throws MergeVoidException where a segment was gone, at the start or in the end
   * @throws IOException where it failed; then, as after the others and after any error, the
   *     segments are as they were and nothing is left of it, or the writer has ended
   */
  MergeRecord merge(MergeSpec spec, MergeControl control) throws Exception;

  /**
   * The merges that were published before the database was opened, as far as they are known, oldest
   * first.
   *
   * @throws io.iqdb.error.CorruptFileException where the manifest does not say it right
   */
  List<MergeRecord> earlier();

  /** Ends all writing: an error of the JVM, after which nobody knows what holds. */
  void fail(Error error);

  /** The time now, in milliseconds since 1970, by the clock of the database. */
  long millis();
}
