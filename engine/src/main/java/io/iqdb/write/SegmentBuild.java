package io.iqdb.write;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.sealed.Publication;
import io.iqdb.segment.RowSource;
import io.iqdb.segment.Segment;
import io.iqdb.segment.SegmentSpec;
import io.iqdb.segment.SegmentWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A segment file that is written, synced and open, but that no manifest names yet.
 *
 * @param entry how a manifest will name it
 * @param segment open for reading
 * @param rows it was made of
 * @param <R> where they come from
 */
record SegmentBuild<R extends RowSource>(SegmentEntry entry, Segment segment, R rows) {
  /**
   * Writes {@code rows} into a new segment; needs no lead. Whatever fails leaves no file behind.
   *
   * @param rows at least one
   * @param baseSequence what row sequences count from
   */
  static <R extends RowSource> SegmentBuild<R> write(
      Storage storage, FileNumbers numbers, R rows, long baseSequence, SegmentOrigin origin)
      throws IOException {
    return write(storage, numbers, rows, baseSequence, origin, null);
  }

  /** The same for a merge, which says in the file what it is about to write. */
  static <R extends RowSource> SegmentBuild<R> write(
      Storage storage, FileNumbers numbers, R rows, long baseSequence, PlanSection plan)
      throws IOException {
    return write(storage, numbers, rows, baseSequence, SegmentOrigin.MERGE, plan);
  }

  private static <R extends RowSource> SegmentBuild<R> write(
      Storage storage,
      FileNumbers numbers,
      R rows,
      long baseSequence,
      SegmentOrigin origin,
      @Nullable PlanSection plan)
      throws IOException {
    Require.state(rows.rows() > 0, "a segment of no rows");
    FileName name = FileName.of(FileKind.SEGMENT, numbers.take());
    FileName temporary = numbers.temporary();
    FileHeader header = FileHeader.of(name, storage.database(), storage.tuning().salt());
    SegmentSpec spec =
        new SegmentSpec(
            storage.config().dimension(),
            storage.compression(),
            origin,
            storage.clock().millis(),
            baseSequence,
            storage.library(),
            plan);
    SegmentEntry entry = SegmentWriter.write(storage.directory(), temporary, header, rows, spec);
    Publication.publish(storage.directory(), temporary, name);
    storage.traffic().segment(origin, entry.length());
    try {
      return new SegmentBuild<>(entry, open(storage, entry), rows);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        storage.directory().delete(name);
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /** Opens a segment as {@code storage} says. */
  static Segment open(Storage storage, SegmentEntry entry) throws IOException {
    return Segment.open(
        storage.directory(),
        entry,
        storage.database(),
        storage.config().dimension(),
        storage.access(),
        storage.verification());
  }

  /** Something that is done to a segment before anybody sees it. */
  interface Readying {
    void ready(Segment segment) throws IOException;
  }

  /** Has {@code readying} done, and discards the segment where that fails. */
  void readied(Commits commits, Readying readying) throws IOException {
    try {
      readying.ready(segment);
    } catch (IOException | RuntimeException | Error failure) {
      discard(commits, failure);
      throw failure;
    }
  }

  /**
   * Closes and removes it, before any manifest named it.
   *
   * @param cause of that, which keeps what goes wrong here
   */
  void discard(Commits commits, Throwable cause) {
    try {
      segment.close();
    } catch (IOException | RuntimeException second) {
      cause.addSuppressed(second);
    }
    commits.abandon(name());
  }

  /** The name of the file. */
  FileName name() {
    return FileName.of(FileKind.SEGMENT, entry.number());
  }
}
