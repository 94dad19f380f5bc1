package io.iqdb.segment;

import io.iqdb.error.Require;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.ExpirySection;
import io.iqdb.format.segment.IdSectionWriter;
import io.iqdb.format.segment.PayloadSectionWriter;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.SectionOutput;
import io.iqdb.format.segment.SequenceSection;
import io.iqdb.format.segment.StatsSection;
import io.iqdb.format.segment.VectorSection;
import io.iqdb.sealed.SealedFileWriter;
import io.iqdb.store.Directory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one segment file, section by section, from front to back, and syncs it. Publishing it is
 * its caller's business. Used by one thread, for one file.
 */
public final class SegmentWriter {
  /** Version of the layout of every section that is written here. */
  static final int VERSION = 1;

  /** Small enough to stay in a cache between two copies. */
  private static final int BATCH_BYTES = 128 << 10;

  private static final int BUFFER_BYTES = 64 << 10;

  private final RowSource source;
  private final SegmentSpec spec;
  private final int rows;
  private final SealedFileWriter file;
  private final SectionOutput.Sink sink;

  private SegmentWriter(RowSource source, SegmentSpec spec, SealedFileWriter file) {
    this.source = source;
    this.spec = spec;
    this.rows = source.rows();
    this.file = file;
    this.sink = new FileSink(file);
  }

  /** The open section of a file. */
  private record FileSink(SealedFileWriter file) implements SectionOutput.Sink {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      file.write(bytes);
    }

    @Override
    public void write(MemorySegment bytes) throws IOException {
      file.write(bytes);
    }
  }

  /**
   * Writes the rows of {@code source}, at least one, under a temporary name. Where it fails nothing
   * is left.
   *
   * @param temporary the name that the file is written under
   * @param header of the segment that it will be
   * @return what a manifest says of it
   */
  public static SegmentEntry write(
      Directory directory,
      FileName temporary,
      FileHeader header,
      RowSource source,
      SegmentSpec spec)
      throws IOException {
    Require.state(source.rows() > 0, "a segment without rows");
    try (SealedFileWriter file = SealedFileWriter.create(directory, temporary, header)) {
      SegmentWriter writer = new SegmentWriter(source, spec, file);
      writer.writePlan();
      writer.writeVectors();
      int numbers = writer.writeIds();
      writer.writeSequences();
      Expiry expiry = writer.writeExpiry();
      int payloads = writer.writePayloads();
      writer.writeStats(numbers, expiry, payloads);
      long length = file.finish();
      return new SegmentEntry(
          header.number(), length, header.salt(), writer.rows, spec.baseSequence(), null);
    }
  }

  /** First: it is for those who look at the file while the rest is written. */
  private void writePlan() throws IOException {
    PlanSection plan = spec.plan();
    if (plan != null) {
      ByteBuffer encoded = plan.encode();
      file.beginSection(SectionKind.PLAN, VERSION, encoded.remaining());
      file.write(encoded);
    }
  }

  private void writeVectors() throws IOException {
    long stride = VectorSection.stride(spec.dimension());
    int batch = Math.clamp(BATCH_BYTES / stride, 1, rows);
    file.beginSection(SectionKind.VEC, VERSION, VectorSection.length(rows, spec.dimension()));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(batch * stride, 64);
      for (int row = 0; row < rows; row += batch) {
        int count = Math.min(batch, rows - row);
        MemorySegment target = buffer.asSlice(0, count * stride);
        source.copyVectors(row, count, target);
        file.write(target);
      }
    }
  }

  private int writeIds() throws IOException {
    try (IdSectionWriter ids = IdSectionWriter.of(source)) {
      file.beginSection(SectionKind.IDS, VERSION, ids.length());
      ids.writeTo(sink);
      return ids.numberCount();
    }
  }

  private void writeSequences() throws IOException {
    int width = SequenceSection.width(sequenceOffset(rows - 1));
    if (width == 0) {
      requireGapless();
      return;
    }
    file.beginSection(SectionKind.SEQ, VERSION, SequenceSection.length(rows, width));
    SequenceSection.Writer writer = new SequenceSection.Writer(sink, rows, width);
    long previous = 0;
    for (int row = 0; row < rows; row++) {
      long offset = sequenceOffset(row);
      Require.state(offset >= previous, "sequence of row %d does not ascend", row);
      writer.add(offset);
      previous = offset;
    }
    writer.finish();
  }

  /** Ascending rows whose last offset is 0 have no gaps; that they ascend is checked here. */
  private void requireGapless() throws IOException {
    for (int row = 0; row < rows; row++) {
      Require.state(sequenceOffset(row) == 0, "sequence of row %d does not ascend", row);
    }
  }

  private long sequenceOffset(int row) throws IOException {
    long offset = source.sequence(row) - spec.baseSequence() - row;
    Require.state(offset >= 0, "sequence of row %d lies %d below its base", row, -offset);
    return offset;
  }

  private record Expiry(int rows, long earliest) {}

  private Expiry writeExpiry() throws IOException {
    int expiring = 0;
    long earliest = RowSource.NEVER;
    for (int row = 0; row < rows; row++) {
      long time = source.expiresAt(row);
      expiring += time == RowSource.NEVER ? 0 : 1;
      earliest = Math.min(earliest, time);
    }
    if (expiring > 0) {
      file.beginSection(SectionKind.EXPIRY, VERSION, ExpirySection.length(rows));
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int row = 0; row < rows; row++) {
        if (!buffer.hasRemaining()) {
          file.write(buffer.flip());
          buffer.clear();
        }
        buffer.putLong(source.expiresAt(row));
      }
      file.write(buffer.flip());
    }
    return new Expiry(expiring, earliest);
  }

  private int writePayloads() throws IOException {
    DeferredSection section = new DeferredSection(file, SectionKind.PAYLOAD, VERSION);
    PayloadSectionWriter writer = new PayloadSectionWriter(section, spec.compression());
    for (int row = 0; row < rows; row++) {
      byte[] metadata = source.metadata(row);
      if (metadata == null) {
        writer.addAbsent();
      } else {
        writer.add(metadata);
      }
    }
    writer.finish();
    section.finish();
    return writer.payloadRows();
  }

  private void writeStats(int numbers, Expiry expiry, int payloads) throws IOException {
    StatsSection stats =
        new StatsSection(
            rows,
            spec.baseSequence(),
            numbers,
            rows - numbers,
            payloads,
            expiry.rows(),
            source.sequence(0) - spec.baseSequence(),
            source.sequence(rows - 1) - spec.baseSequence(),
            spec.createdMillis(),
            expiry.earliest(),
            spec.dimension(),
            spec.origin(),
            spec.library());
    ByteBuffer encoded = stats.encode();
    file.beginSection(SectionKind.STATS, VERSION, encoded.remaining());
    file.write(encoded);
  }
}
