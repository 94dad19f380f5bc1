package io.iqdb.segment;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.segment.PayloadSection;
import io.iqdb.format.segment.SequenceSection;
import io.iqdb.format.segment.StatsSection;
import io.iqdb.format.segment.VectorSection;
import io.iqdb.segment.SegmentSections.Part;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether the contents of a segment make sense, checksums aside: reads every row of every section
 * and reports the first contradiction in each. Used by one thread.
 */
final class SegmentCheck {
  private final Segment segment;
  private final SegmentSections sections;
  private final StatsSection stats;
  private final Consumer<CorruptFileException> findings;

  SegmentCheck(Segment segment, SegmentSections sections, Consumer<CorruptFileException> findings) {
    this.segment = segment;
    this.sections = sections;
    this.stats = sections.stats();
    this.findings = findings;
  }

  /** Looks at one section. */
  private interface Step {
    void run() throws IOException;
  }

  void run() throws IOException {
    Optional<SectionEntry> plan = sections.file().section(SectionKind.PLAN);
    if (plan.isPresent()) {
      report(plan.get(), () -> sections.plan(plan.get()));
    }
    report(sections.ids().entry(), () -> sections.ids().reader().check());
    report(sections.vectors().entry(), this::checkVectors);
    Part<SequenceSection> sequences = sections.sequences();
    if (sequences != null) {
      report(sequences.entry(), () -> checkSequences(sequences));
    }
    Part<MemorySegment> expiry = sections.expiry();
    if (expiry != null) {
      report(expiry.entry(), () -> checkExpiry(expiry.entry()));
    }
    Part<PayloadSection> payloads = sections.payloads();
    if (payloads != null) {
      report(payloads.entry(), () -> checkPayloads(payloads));
    }
  }

  private void report(SectionEntry entry, Step step) throws IOException {
    try {
      step.run();
    } catch (MalformedException e) {
      findings.accept(sections.damage(entry, e));
    } catch (CorruptFileException e) {
      findings.accept(e);
    }
  }

  private void checkVectors() throws IOException {
    for (int row = 0; row < stats.rows(); row++) {
      segment.verifyVectors(row, 1);
      VectorSection.check(segment.vectors(), row * segment.stride(), stats.dimension());
    }
  }

  private void checkSequences(Part<SequenceSection> sequences) throws IOException {
    int last = stats.rows() - 1;
    sequences.reader().check(stats.rows());
    require(sequences.entry(), "first sequence", stats.minSequenceOffset(), offset(0));
    require(sequences.entry(), "last sequence", stats.maxSequenceOffset(), offset(last));
  }

  private long offset(int row) throws IOException {
    return segment.sequence(row) - stats.baseSequence();
  }

  private void checkExpiry(SectionEntry entry) throws IOException {
    int expiring = 0;
    long earliest = RowSource.NEVER;
    for (int row = 0; row < stats.rows(); row++) {
      long time = segment.expiresAt(row);
      expiring += time == RowSource.NEVER ? 0 : 1;
      earliest = Math.min(earliest, time);
    }
    require(entry, "expiring rows", stats.expiringRows(), expiring);
    require(entry, "earliest expiry", stats.earliestExpiry(), earliest);
  }

  private void checkPayloads(Part<PayloadSection> part) throws IOException {
    part.reader().check();
    PayloadBlocks payloads = new PayloadBlocks(sections.file(), part.entry(), part.reader());
    MetadataCodec codec = new MetadataCodec();
    PayloadCursor cursor = new PayloadCursor();
    cursor.attach(segment);
    int present = 0;
    for (int row = 0; row < stats.rows(); row++) {
      if (cursor.move(row)) {
        present++;
        payloads.validate(codec, cursor);
      }
    }
    require(part.entry(), "rows with metadata", stats.payloadRows(), present);
  }

  private void require(SectionEntry entry, String what, long expected, long found) {
    FilePart part = sections.file().part(entry);
    part.require(what, expected, found, entry.offset());
  }
}
