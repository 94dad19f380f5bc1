package io.iqdb;

import java.util.List;

/**
 * What a database holds, at one moment.
 *
 * @param records that live
 * @param config what it was created with
 * @param segments the segments, oldest first
 * @param memtableRecords rows that no segment holds yet, replaced ones included
 * @param bytesOnDisk of all its files
 * @param files the files, by name
 */
public record DatabaseInfo(
    long records,
    IqdbConfig config,
    List<SegmentInfo> segments,
    long memtableRecords,
    long bytesOnDisk,
    List<FileInfo> files) {
  /** Keeps unmodifiable copies. */
  public DatabaseInfo {
    segments = List.copyOf(segments);
    files = List.copyOf(files);
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
}
