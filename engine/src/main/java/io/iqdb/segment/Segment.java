package io.iqdb.segment;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileName;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.ExpirySection;
import io.iqdb.format.segment.IdSection;
import io.iqdb.format.segment.PayloadSection;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.format.segment.SequenceSection;
import io.iqdb.format.segment.StatsSection;
import io.iqdb.format.segment.VectorSection;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.Expectation;
import io.iqdb.sealed.LastBlock;
import io.iqdb.sealed.SealedFile;
import io.iqdb.segment.SegmentSections.Part;
import io.iqdb.store.AccessHint;
import io.iqdb.store.Directory;
import io.iqdb.types.Metadata;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One segment file, open for reading by any number of threads until {@link #close}; who opened it
 * counts them. What a method returns was verified before; {@link #vectors} alone hands out bytes
 * that {@link #verifyVectors} has to pass first. Damage is a {@link CorruptFileException}.
 */
public final class Segment implements AutoCloseable {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SegmentEntry entry;
  private final SealedFile file;
  private final SegmentSections sections;
  private final StatsSection stats;
  private final int rows;
  private final long stride;
  private final IdSection ids;
  private final @Nullable PayloadBlocks payloads;

  private Segment(SegmentEntry entry, SealedFile file, SegmentSections sections) {
    this.entry = entry;
    this.file = file;
    this.sections = sections;
    this.stats = sections.stats();
    this.rows = stats.rows();
    this.stride = VectorSection.stride(stats.dimension());
    this.ids = sections.ids().reader();
    Part<PayloadSection> part = sections.payloads();
    this.payloads = part == null ? null : new PayloadBlocks(file, part.entry(), part.reader());
  }

  /**
   * Opens the segment that a manifest names. Reads the header, the footer and the heads of the
   * sections, or under {@link Access#COPY} and {@link Verification#FULL} all of it.
   *
   * @throws CorruptFileException where the file is another one, or damage was found so far
   */
  public static Segment open(
      Directory directory,
      SegmentEntry entry,
      UUID database,
      int dimension,
      Access access,
      Verification verification)
      throws IOException {
    return open(directory, entry.fileName(), entry, database, dimension, access, verification);
  }

  /** The same under another name: that of a file that is not published. */
  public static Segment open(
      Directory directory,
      FileName name,
      SegmentEntry entry,
      UUID database,
      int dimension,
      Access access,
      Verification verification)
      throws IOException {
    Expectation expectation = new Expectation(database, entry.length(), entry.salt());
    SealedFile file = SealedFile.open(directory, name, expectation, access, verification);
    try {
      return new Segment(entry, file, SegmentSections.open(file, entry, dimension));
    } catch (IOException | RuntimeException | Error failure) {
      try {
        file.close();
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /** What the manifest says of it, as it was when the segment was opened. */
  public SegmentEntry entry() {
    return entry;
  }

  /** What the segment says of itself. */
  public StatsSection stats() {
    return stats;
  }

  /** How many rows there are, deleted ones included. */
  public int rows() {
    return rows;
  }

  /** Components of each vector. */
  public int dimension() {
    return stats.dimension();
  }

  /** What sequence numbers are stored relative to. */
  public long baseSequence() {
    return stats.baseSequence();
  }

  // ---- ids and sequences

  /** The sequence number of {@code row}; ascends with rows. */
  public long sequence(int row) throws IOException {
    Objects.checkIndex(row, rows);
    Part<SequenceSection> part = sections.sequences();
    if (part == null) {
      return stats.baseSequence() + row;
    }
    try {
      return stats.baseSequence() + row + part.reader().offset(row);
    } catch (MalformedException e) {
      throw sections.damage(part.entry(), e);
    }
  }

  /** Whether the id of {@code row} is a number; otherwise it is bytes. */
  public boolean hasU64Id(int row) throws IOException {
    Objects.checkIndex(row, rows);
    return ids.isNumber(row);
  }

  /** The numeric id of {@code row}; only where {@link #hasU64Id} holds. */
  public long u64Id(int row) throws IOException {
    Objects.checkIndex(row, rows);
    return ids.number(row);
  }

  /** The bytes that identify {@code row}; only where {@link #hasU64Id} does not hold. */
  public byte[] byteId(int row) throws IOException {
    Objects.checkIndex(row, rows);
    try {
      return ids.bytes(row);
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /**
   * As {@link #byteId}, into {@code target}, which has room for 1,024 bytes.
   *
   * @return how many they are
   */
  public int copyByteId(int row, byte[] target) throws IOException {
    Objects.checkIndex(row, rows);
    try {
      return ids.copyBytes(row, target, 0);
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /** The id of {@code row}. */
  public VectorId id(int row) throws IOException {
    return hasU64Id(row) ? VectorId.of(u64Id(row)) : VectorId.of(byteId(row));
  }

  /** The ids in their order, from in front of the first. */
  public SegmentIds sortedIds() {
    return new SegmentIds(ids.cursor(), sections);
  }

  /** The row of a numeric id, or -1. Allocates nothing. */
  public int findU64(long id) throws IOException {
    try {
      return ids.find(id);
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /** The row of a byte id, or -1. Allocates nothing. */
  public int findBytes(byte[] id, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, id.length);
    try {
      return ids.find(id, offset, length);
    } catch (MalformedException e) {
      throw sections.damage(sections.ids().entry(), e);
    }
  }

  /** The row of {@code id}, or -1. */
  public int find(VectorId id) throws IOException {
    return switch (id) {
      case VectorId.U64 number -> findU64(number.value());
      case VectorId.Bytes bytes -> findBytes(bytes.toArray(), 0, bytes.length());
    };
  }

  // ---- vectors

  /** All vectors, one {@link #stride} after the other; {@link #verifyVectors} before reading. */
  public MemorySegment vectors() {
    return sections.vectors().reader();
  }

  /** Where row 0 is in {@link #vectors}. */
  public long vectorOffset() {
    return 0;
  }

  /** Bytes from one row to the next. */
  public long stride() {
    return stride;
  }

  /** Verifies the vectors of a range of rows; cheap once it was done. */
  public void verifyVectors(int firstRow, int count) throws IOException {
    Objects.checkFromIndexSize(firstRow, count, rows);
    file.verify(vectorPosition(firstRow), count * stride);
  }

  /** Copies the components of a row, all finite, into {@code target} from {@code offset} on. */
  public void copyVector(int row, float[] target, int offset) throws IOException {
    verifyVectors(row, 1);
    MemorySegment.copy(vectors(), F32, row * stride, target, offset, stats.dimension());
    float sum = 0; // 0 times anything finite is 0, times anything else NaN
    for (int i = offset; i < offset + stats.dimension(); i++) {
      sum += target[i] * 0.0f;
    }
    if (Float.isNaN(sum)) {
      throw file.part(sections.vectors().entry())
          .damage(vectorPosition(row), "finite components", "others");
    }
  }

  /**
   * Copies whole strides into {@code target}, exactly {@code count} strides long; reads
   * positionally and compares what it copies with the checksums, as a merge should.
   *
   * @param last of this segment, so that neighbouring rows are read and verified once
   */
  public void copyVectors(int firstRow, int count, MemorySegment target, LastBlock last)
      throws IOException {
    Objects.checkFromIndexSize(firstRow, count, rows);
    file.readAnew(vectorPosition(firstRow), target.asSlice(0, count * stride), last);
  }

  /** Says how vectors will be read. */
  public void adviseVectors(AccessHint hint) {
    file.advise(sections.vectors().entry(), hint);
  }

  private long vectorPosition(int row) {
    return sections.vectors().entry().offset() + row * stride;
  }

  /** Bytes of the ids and of what finds them. */
  public long idBytes() {
    return sections.ids().entry().length();
  }

  /**
   * Compares a part of everything but the vectors with the checksums now, whatever was verified
   * before.
   *
   * @param position where the part begins; 0 at first
   * @param length of the part, at most
   * @return where the next part begins, or -1 where that was the last
   */
  public long verifyAnew(long position, int length) throws IOException {
    long at = position;
    for (SectionEntry section : file.footer().sections()) {
      if (section.tag() != SectionKind.VEC.tag()) {
        if (at < section.length()) {
          long part = Math.min(length, section.length() - at);
          file.verifyAnew(section.offset() + at, part);
          return position + part;
        }
        at -= section.length();
      }
    }
    return -1;
  }

  /** Looks at a new segment, part by part, before others have to; see {@link SealedFile#warm}. */
  public long warm(long position, long length) throws IOException {
    return file.warm(position, length);
  }

  // ---- expiry and metadata

  /** When the first row expires, or {@link RowSource#NEVER}: then none does. */
  public long earliestExpiry() {
    return stats.earliestExpiry();
  }

  /** When {@code row} expires, in milliseconds since 1970, or {@link RowSource#NEVER}. */
  public long expiresAt(int row) throws IOException {
    Objects.checkIndex(row, rows);
    Part<MemorySegment> expiry = sections.expiry();
    if (expiry == null) {
      return RowSource.NEVER;
    }
    file.verify(expiry.entry().offset() + ExpirySection.offset(row), Long.BYTES);
    try {
      return ExpirySection.get(expiry.reader(), row);
    } catch (MalformedException e) {
      throw sections.damage(expiry.entry(), e);
    }
  }

  /** Whether any row has metadata. */
  public boolean hasMetadata() {
    return payloads != null;
  }

  /** The metadata of {@code row}, or null where it has none; for many rows use a cursor. */
  public @Nullable Metadata metadata(int row) throws IOException {
    PayloadCursor cursor = new PayloadCursor();
    cursor.attach(this);
    cursor.move(row);
    return cursor.metadata();
  }

  @Nullable PayloadBlocks payloads() {
    return payloads;
  }

  // ---- upkeep

  /** What the merge that wrote it had planned; nothing where no merge did, or it did not say. */
  public Optional<PlanSection> plan() throws IOException {
    Optional<SectionEntry> entry = file.section(SectionKind.PLAN);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(sections.plan(entry.get()));
    } catch (MalformedException e) {
      throw sections.damage(entry.get(), e);
    }
  }

  /**
   * Looks for damage: at level 1 for what opening finds, which is over; at level 2 for blocks and
   * sections with a wrong checksum; at level 3, where these are sound, for contents that contradict
   * each other.
   *
   * @param findings called on this thread for each
   */
  public void check(int level, Consumer<CorruptFileException> findings) throws IOException {
    if (level < 2) {
      return;
    }
    int[] found = new int[1];
    file.verifyAll(finding -> {
      found[0]++;
      findings.accept(finding);
    });
    if (level >= 3 && found[0] == 0) {
      new SegmentCheck(this, sections, findings).run();
    }
  }

  /** Unmaps and closes the file; idempotent. No reader may be inside any more. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
