package io.iqdb.format.manifest;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.FileTail;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A live segment.
 *
 * @param number of the file
 * @param length of the file
 * @param salt in its header
 * @param rows how many rows it has, deleted ones included
 * @param baseSequence what the sequences of its rows count from; row {@code n} has at least {@code
 *     baseSequence + n}
 * @param tombstones its newest tombstone file, or null where no row is deleted
 */
public record SegmentEntry(
    long number,
    long length,
    long salt,
    long rows,
    long baseSequence,
    @Nullable TombstoneEntry tombstones) {
  /** Checks the ranges. */
  public SegmentEntry {
    Require.argument(number >= 0, "segment number %d is negative", number);
    requireFileLength(length);
    Require.argument(rows >= 1 && rows <= Integer.MAX_VALUE, "%d rows are no count", rows);
    Require.argument(
        baseSequence >= 0 && baseSequence <= Long.MAX_VALUE - rows,
        "base sequence %d is out of range",
        baseSequence);
    Require.argument(
        tombstones == null || tombstones.deleted() <= rows,
        "more rows are deleted than the %d of segment %d",
        rows,
        number);
  }

  /** By what tells files apart; written out, as in {@link FileName}. */
  @Override
  public int hashCode() {
    return Long.hashCode(number) * 31 + Long.hashCode(salt);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentEntry entry
        && number == entry.number
        && length == entry.length
        && salt == entry.salt
        && rows == entry.rows
        && baseSequence == entry.baseSequence
        && Objects.equals(tombstones, entry.tombstones);
  }

  static void requireFileLength(long length) {
    Require.argument(
        length >= FileHeader.BYTES + FileTail.BYTES, "%d bytes are no published file", length);
  }

  /** The name of the segment. */
  public FileName fileName() {
    return FileName.of(FileKind.SEGMENT, number);
  }

  /** The name of its tombstone file, where it has one. */
  public Optional<FileName> tombstoneName() {
    return tombstones == null
        ? Optional.empty()
        : Optional.of(new FileName(FileKind.TOMBSTONE, number, tombstones.generation()));
  }

  /** The same segment with other tombstones. */
  public SegmentEntry withTombstones(@Nullable TombstoneEntry next) {
    return new SegmentEntry(number, length, salt, rows, baseSequence, next);
  }
}
