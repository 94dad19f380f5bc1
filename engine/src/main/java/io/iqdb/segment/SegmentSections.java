package io.iqdb.segment;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.ExpirySection;
import io.iqdb.format.segment.IdSection;
import io.iqdb.format.segment.PayloadSection;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.Section;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.format.segment.SequenceSection;
import io.iqdb.format.segment.StatsSection;
import io.iqdb.format.segment.VectorSection;
import io.iqdb.sealed.SealedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sections of an open segment, their heads checked against each other and against the manifest.
 * A section that has nothing to say is not in the file.
 */
record SegmentSections(
    SealedFile file,
    StatsSection stats,
    Part<IdSection> ids,
    Part<MemorySegment> vectors,
    @Nullable Part<SequenceSection> sequences,
    @Nullable Part<MemorySegment> expiry,
    @Nullable Part<PayloadSection> payloads) {

  /** A section: where it is, and what reads it. */
  record Part<T>(SectionEntry entry, T reader) {}

  /** Makes the reader of one kind of section. */
  private interface Opener<T> {
    T open(MemorySegment section, int rows, Section.Guard guard) throws IOException;
  }

  static SegmentSections open(SealedFile file, SegmentEntry expected, int dimension)
      throws IOException {
    StatsSection stats = stats(file, expected, dimension);
    int rows = stats.rows();
    Part<IdSection> ids = part(file, SectionKind.IDS, rows, IdSection::open);
    requireEqual(file, ids.entry(), "numeric ids", stats.numberIds(), ids.reader().numberCount());
    long gaps = stats.maxSequenceOffset() - (rows - 1);
    Part<PayloadSection> payloads =
        partIf(stats.payloadRows() > 0, file, SectionKind.PAYLOAD, rows, PayloadSection::open);
    if (payloads != null) {
      requireEqual(
          file,
          payloads.entry(),
          "rows with metadata",
          stats.payloadRows(),
          payloads.reader().payloadRows());
    }
    return new SegmentSections(
        file,
        stats,
        ids,
        vectors(file, rows, dimension),
        partIf(gaps > 0, file, SectionKind.SEQ, rows, SequenceSection::open),
        expiry(file, stats),
        payloads);
  }

  private static StatsSection stats(SealedFile file, SegmentEntry expected, int dimension)
      throws IOException {
    SectionEntry entry = require(file, SectionKind.STATS);
    StatsSection stats;
    try {
      stats = StatsSection.decode(file.readSection(entry, StatsSection.MAX_BYTES));
    } catch (MalformedException e) {
      throw damage(file, entry, e);
    }
    requireEqual(file, entry, "rows", expected.rows(), stats.rows());
    if (stats.origin() != SegmentOrigin.BULK) { // which learned its base after it was written
      requireEqual(file, entry, "base sequence", expected.baseSequence(), stats.baseSequence());
    }
    requireEqual(file, entry, "dimension", dimension, stats.dimension());
    return stats;
  }

  private static Part<MemorySegment> vectors(SealedFile file, int rows, int dimension)
      throws IOException {
    SectionEntry entry = require(file, SectionKind.VEC);
    Part<MemorySegment> vectors = new Part<>(entry, file.segment(entry));
    long length = VectorSection.length(rows, dimension);
    requireEqual(file, vectors.entry(), "section length", length, vectors.entry().length());
    return vectors;
  }

  private static @Nullable Part<MemorySegment> expiry(SealedFile file, StatsSection stats)
      throws IOException {
    if (stats.expiringRows() == 0) {
      requireAbsent(file, SectionKind.EXPIRY);
      return null;
    }
    SectionEntry entry = require(file, SectionKind.EXPIRY);
    long length = ExpirySection.length(stats.rows());
    requireEqual(file, entry, "section length", length, entry.length());
    return new Part<>(entry, file.segment(entry));
  }

  private static <T> Part<T> part(SealedFile file, SectionKind kind, int rows, Opener<T> opener)
      throws IOException {
    SectionEntry entry = require(file, kind);
    try {
      return new Part<>(entry, opener.open(file.segment(entry), rows, new Verifying(file, entry)));
    } catch (MalformedException e) {
      throw damage(file, entry, e);
    }
  }

  /** Verifies what is read of a section. */
  private record Verifying(SealedFile file, SectionEntry entry) implements Section.Guard {
    @Override
    public void verify(long offset, long length) throws IOException {
      file.verify(entry.offset() + offset, length);
    }
  }

  /** The section where it has to be; where it must not be and is, that is damage. */
  private static <T> @Nullable Part<T> partIf(
      boolean present, SealedFile file, SectionKind kind, int rows, Opener<T> opener)
      throws IOException {
    if (present) {
      return part(file, kind, rows, opener);
    }
    requireAbsent(file, kind);
    return null;
  }

  private static void requireAbsent(SealedFile file, SectionKind kind) {
    Optional<SectionEntry> unexpected = file.section(kind);
    if (unexpected.isPresent()) {
      SectionEntry entry = unexpected.get();
      throw file.part(entry).damage(entry.offset(), "no such section", "one");
    }
  }

  private static SectionEntry require(SealedFile file, SectionKind kind) {
    SectionEntry entry = file.require(kind);
    entry.requireVersion(SegmentWriter.VERSION, file.name());
    return entry;
  }

  private static void requireEqual(
      SealedFile file, SectionEntry entry, String what, long expected, long found) {
    file.part(entry).require(what, expected, found, entry.offset());
  }

  /** What the merge that wrote the segment planned; nothing in it is needed to read the rest. */
  PlanSection plan(SectionEntry entry) throws IOException {
    entry.requireVersion(SegmentWriter.VERSION, file.name());
    return PlanSection.decodeAll(file.readSection(entry, PlanSection.MAX_BYTES));
  }

  /** What to throw where a section does not decode. */
  CorruptFileException damage(SectionEntry entry, MalformedException bytes) {
    return damage(file, entry, bytes);
  }

  private static CorruptFileException damage(
      SealedFile file, SectionEntry entry, MalformedException bytes) {
    return file.part(entry).damage(entry.offset(), bytes);
  }
}
