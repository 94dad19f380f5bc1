package io.iqdb.format.manifest;

import io.iqdb.error.Require;
import io.iqdb.format.FileName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The complete state of a database at one commit point: what is not named here does not exist.
 *
 * @param number of the manifest, counted from 1 without gaps
 * @param database its identity
 * @param config what it was created with
 * @param segments the live ones, in the order of their numbers
 * @param wals the logs that recovery reads, in the order of their numbers
 * @param bookmarks the newest of each name
 * @param nextSequence above every sequence whose effect this manifest holds
 * @param nextFileNumber above every file number that this manifest names
 * @param merges what was merged last, and totals; says nothing about the state
 */
public record ManifestData(
    long number,
    UUID database,
    StoredConfig config,
    List<SegmentEntry> segments,
    List<WalEntry> wals,
    List<BookmarkEntry> bookmarks,
    long nextSequence,
    long nextFileNumber,
    MergeLog merges) {
  /** Most bookmarks of a database. */
  public static final int MAX_BOOKMARKS = 1024;

  /** Most segments of a database; merging keeps far below. */
  public static final int MAX_SEGMENTS = 1 << 16;

  /** Most logs that a manifest names. */
  public static final int MAX_WALS = 1 << 10;

  /**
   * The largest sequence number that is read: whatever is read leaves room for those that follow.
   */
  public static final long LARGEST_SEQUENCE = 1L << 62;

  /** Copies the lists and checks that all of it fits together. */
  public ManifestData {
    segments = List.copyOf(segments);
    wals = List.copyOf(wals);
    bookmarks = List.copyOf(bookmarks);
    Require.argument(number >= 1, "manifest number %d is below 1", number);
    requireCounter(number, FileName.LARGEST, "manifest number");
    requireCounter(nextSequence, LARGEST_SEQUENCE, "next sequence");
    requireCounter(nextFileNumber, FileName.LARGEST, "next file number");
    requireAtMost(segments.size(), MAX_SEGMENTS, "segments");
    requireAtMost(wals.size(), MAX_WALS, "logs");
    requireAtMost(bookmarks.size(), MAX_BOOKMARKS, "bookmarks");
    requireSegments(segments, nextSequence, nextFileNumber);
    requireWals(wals, nextFileNumber);
    requireBookmarks(bookmarks, nextSequence);
  }

  /** Of a database that counts no merges. */
  public ManifestData(
      long number,
      UUID database,
      StoredConfig config,
      List<SegmentEntry> segments,
      List<WalEntry> wals,
      List<BookmarkEntry> bookmarks,
      long nextSequence,
      long nextFileNumber) {
    this(
        number,
        database,
        config,
        segments,
        wals,
        bookmarks,
        nextSequence,
        nextFileNumber,
        MergeLog.NONE);
  }

  /**
   * The first sequence that a log may still hold: what is older was flushed, and is never replayed.
   */
  public long settled() {
    return wals.stream().mapToLong(WalEntry::firstSequence).min().orElse(nextSequence);
  }

  private static void requireCounter(long value, long largest, String what) {
    Require.argument(
        value >= 0 && value <= largest, "%s %d is outside 0 to %d", what, value, largest);
  }

  private static void requireAtMost(int count, int most, String what) {
    Require.argument(count <= most, "%d %s are more than %d", count, what, most);
  }

  private static void requireSegments(
      List<SegmentEntry> segments, long nextSequence, long nextFileNumber) {
    long previous = -1;
    for (SegmentEntry segment : segments) {
      requireOrder(previous, segment.number(), nextFileNumber, "segment");
      Require.argument(
          segment.baseSequence() + segment.rows() <= nextSequence,
          "segment %d holds sequences from %d on",
          segment.number(),
          nextSequence);
      previous = segment.number();
    }
  }

  private static void requireWals(List<WalEntry> wals, long nextFileNumber) {
    long previous = -1;
    for (WalEntry wal : wals) {
      requireOrder(previous, wal.number(), nextFileNumber, "log");
      previous = wal.number();
    }
  }

  private static void requireOrder(long previous, long number, long next, String what) {
    Require.argument(number > previous, "%s %d does not come after %d", what, number, previous);
    Require.argument(number < next, "%s %d is not below file number %d", what, number, next);
  }

  private static void requireBookmarks(List<BookmarkEntry> bookmarks, long nextSequence) {
    Set<String> names = new HashSet<>();
    for (BookmarkEntry entry : bookmarks) {
      Require.argument(names.add(entry.bookmark().name()), "a bookmark name occurs twice");
      Require.argument(
          entry.sequence() < nextSequence,
          "bookmark sequence %d is not below %d",
          entry.sequence(),
          nextSequence);
    }
  }
}
