package io.iqdb;

import io.iqdb.policy.MergeProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds, at one moment.
 *
 * @param records that live
 * @param config what it was created with
 * @param segments the segments, oldest first
 * @param memtableRecords rows that no segment holds yet, replaced ones included
 * @param bytesOnDisk of all its files
 * @param files the files, by name
 * @param unpublished those of them that are being written, as the directory shows them; one that
 *     grows no more may be what a process left behind that ended
 */
public record DatabaseInfo(
    long records,
    IqdbConfig config,
    List<SegmentInfo> segments,
    long memtableRecords,
    long bytesOnDisk,
    List<FileInfo> files,
    List<Unpublished> unpublished) {
  /** Keeps unmodifiable copies. */
  public DatabaseInfo {
    segments = List.copyOf(segments);
    files = List.copyOf(files);
    unpublished = List.copyOf(unpublished);
  }

  /**
   * One segment.
   *
   * @param name of its file
   * @param rows in it
   * @param deleted of them
   * @param bytes of its file
   */
  public record SegmentInfo(String name, long rows, long deleted, long bytes) {}

  /**
   * One file.
   *
   * @param name inside the directory
   * @param bytes its length
   */
  public record FileInfo(String name, long bytes) {}

  /**
   * A file that is being written. What it is, a database that is open for reading sees in its first
   * bytes, which come to the directory with the first 256 KiB; one that is open for writing opens
   * no file that it may be about to rename, and knows its merges by {@link Merges#running()}.
   *
   * @param name that it has meanwhile
   * @param bytes so far
   * @param becomes the name that it will have, or null while that is not known
   * @param merge that writes it, or null where none does or that is not known; whether it is paused
   *     cannot be seen
   */
  public record Unpublished(
      String name, long bytes, @Nullable String becomes, @Nullable MergeProgress merge) {}
}
