package io.iqdb;

import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.SegmentDescription;
import java.util.List;

/**
 * What an open database holds and did, at about one moment. What was merged, and what is being
 * merged as far as files show it, is known to a reader in another process too; what else was done,
 * to the process that does it.
 *
 * @param records that live
 * @param memory what no segment holds yet
 * @param segments the segments, oldest first, as a merge policy sees them: rows that have expired
 *     are dead, once a merge would drop them
 * @param bytesOnDisk of all its files
 * @param written bytes given and written since it was opened
 * @param stalls how often writers were held up since then
 * @param merging what merges, and what was merged
 * @param lifetime what became segments since the database counts it
 * @param snapshots that callers hold, oldest first
 */
public record DatabaseStats(
    long records,
    Memory memory,
    List<SegmentDescription> segments,
    long bytesOnDisk,
    Written written,
    Stalls stalls,
    Merging merging,
    Lifetime lifetime,
    List<SnapshotInfo> snapshots) {
  /** Keeps unmodifiable copies. */
  public DatabaseStats {
    segments = List.copyOf(segments);
    snapshots = List.copyOf(snapshots);
  }

  /**
   * Memtables.
   *
   * @param rows replaced ones included
   * @param bytes of them
   * @param tables how many: one takes the writes, another one may be being flushed
   */
  public record Memory(long rows, long bytes, int tables) {}

  /**
   * Bytes since the database was opened.
   *
   * @param given records and deletions of single writes and batches, encoded
   * @param logged frames of the log
   * @param flushed segments made of memtables
   * @param loaded segments made by bulk loads
   * @param merged segments made by merges
   */
  public record Written(long given, long logged, long flushed, long loaded, long merged) {}

  /**
   * Writers that were held up: while memory fills faster than it is flushed, and while more than 16
   * segments wait to be merged, by up to 5 ms a write from 64 on. For merges nobody is held up
   * under {@link io.iqdb.policy.NoMergePolicy}, after {@link Merges#pause} and after {@link
   * Merges#abort}.
   *
   * @param slowed writes that were slowed down
   * @param stopped writes that waited for a flush
   * @param nanos that all of them waited together
   * @param waiting writers that are held up now
   */
  public record Stalls(long slowed, long stopped, long nanos, int waiting) {}

  /**
   * Merges.
   *
   * @param paused whether they are held; false where another process merges, which may hold them
   * @param running how far those are that run; where another process merges, those that have
   *     written enough to show it, and perhaps one that ended with its process
   * @param history those that ended last, at most 256, oldest first; of those before the database
   *     was opened, and of those of a writer in another process, the last 64 that were published
   */
  public record Merging(boolean paused, List<MergeProgress> running, List<MergeRecord> history) {
    /** Keeps unmodifiable copies. */
    public Merging {
      running = List.copyOf(running);
      history = List.copyOf(history);
    }
  }

  /**
   * Bytes that became segments, whoever had the database open; kept with it, from its first segment
   * on, or from when it was first written to by a version that counts.
   *
   * @param sinceMillis when counting began, in milliseconds since 1970; 0 before the first segment
   * @param merges that were published
   * @param bytesAdded of segments with new records: flushed, or loaded in bulk
   * @param bytesIn of segments that were merged
   * @param bytesOut of segments that merges wrote
   */
  public record Lifetime(
      long sinceMillis, long merges, long bytesAdded, long bytesIn, long bytesOut) {
    /** Bytes of all segments by bytes of those with new records; NaN before the first one. */
    public double writeAmplification() {
      return bytesAdded == 0 ? Double.NaN : ((double) bytesAdded + bytesOut) / bytesAdded;
    }
  }

  /** Bytes of segments in proportion to their rows that live. */
  public long liveBytes() {
    return segments.stream().mapToLong(SegmentDescription::liveBytes).sum();
  }

  /** Bytes on disk by bytes of live data in segments; NaN where there are none. */
  public double spaceAmplification() {
    return liveBytes() == 0 ? Double.NaN : (double) bytesOnDisk / liveBytes();
  }

  /**
   * Bytes written, the log included, by bytes given, where a bulk load gives what it writes; NaN
   * before the first write.
   */
  public double writeAmplification() {
    long given = written.given() + written.loaded();
    long all = written.logged() + written.flushed() + written.loaded() + written.merged();
    return given == 0 ? Double.NaN : (double) all / given;
  }
}
