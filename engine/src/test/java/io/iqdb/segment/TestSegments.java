package io.iqdb.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.segment.SegmentOrigin;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.store.Directory;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes, opens and reads back small segments. */
final class TestSegments {
  static final UUID DATABASE = new UUID(1, 2);
  static final FileName TEMPORARY = FileName.temporary(7);
  static final FileName NAME = FileName.of(FileKind.SEGMENT, 7);
  static final long SALT = 0x5A17;

  private TestSegments() {}

  static SegmentEntry write(Directory directory, List<SegmentRow> rows, Compression compression)
      throws IOException {
    int dimension = rows.getFirst().vector().dimension();
    long base = rows.getFirst().sequence();
    return write(directory, rows, dimension, base, compression);
  }

  static SegmentEntry write(
      Directory directory, List<SegmentRow> rows, int dimension, long base, Compression compression)
      throws IOException {
    SegmentSpec spec =
        new SegmentSpec(dimension, compression, SegmentOrigin.FLUSH, 1234, base, "iqdb test", null);
    SegmentEntry entry =
        SegmentWriter.write(directory, TEMPORARY, header(), new ListedRows(rows), spec);
    directory.publish(TEMPORARY, NAME);
    return entry;
  }

  static FileHeader header() {
    return new FileHeader(FileKind.SEGMENT, 1, DATABASE, 7, 0, SALT);
  }

  static Segment open(Directory directory, SegmentEntry entry, int dimension) throws IOException {
    return open(directory, entry, dimension, Access.MAPPED, Verification.LAZY);
  }

  static Segment open(
      Directory directory, SegmentEntry entry, int dimension, Access access, Verification how)
      throws IOException {
    return Segment.open(directory, entry, DATABASE, dimension, access, how);
  }

  /** Rows with all kinds of ids, metadata, gaps and expiry; the same for the same seed. */
  static List<SegmentRow> mixed(int count, int dimension, long seed) {
    Random random = new Random(seed);
    List<SegmentRow> rows = new ArrayList<>();
    long sequence = 1000;
    for (int i = 0; i < count; i++) {
      sequence += 1 + (random.nextInt(4) == 0 ? random.nextInt(50) : 0);
      VectorId id =
          random.nextBoolean()
              ? VectorId.of(random.nextLong() ^ i)
              : VectorId.of("item/" + i * 7919L);
      float[] vector = new float[dimension];
      for (int d = 0; d < dimension; d++) {
        vector[d] = random.nextFloat() - 0.5f;
      }
      long expires = random.nextInt(3) == 0 ? 5000 + random.nextInt(100) : RowSource.NEVER;
      rows.add(new SegmentRow(sequence, id, Vector.of(vector), metadata(random, i), expires));
    }
    return rows;
  }

  private static @Nullable Metadata metadata(Random random, int i) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> Metadata.empty();
      default -> Metadata.builder().put("n", i).put("text", "value " + i % 10).build();
    };
  }

  /** Fails unless {@code segment} answers exactly with {@code rows}. */
  static void assertHolds(Segment segment, List<SegmentRow> rows) throws IOException {
    assertEquals(rows.size(), segment.rows());
    PayloadCursor cursor = new PayloadCursor();
    cursor.attach(segment);
    for (int i = 0; i < rows.size(); i++) {
      SegmentRow row = rows.get(i);
      assertEquals(row.sequence(), segment.sequence(i));
      assertEquals(row.id(), segment.id(i));
      assertEquals(i, segment.find(row.id()));
      float[] vector = new float[row.vector().dimension()];
      segment.copyVector(i, vector, 0);
      assertEquals(row.vector(), Vector.of(vector));
      assertEquals(row.expiresAt(), segment.expiresAt(i));
      assertEquals(row.metadata() != null, cursor.move(i));
      assertEquals(row.metadata() == null, cursor.length() < 0);
      assertEquals(row.metadata(), cursor.metadata());
    }
  }

  static List<CorruptFileException> check(Segment segment, int level) throws IOException {
    List<CorruptFileException> findings = new ArrayList<>();
    segment.check(level, findings::add);
    return findings;
  }
}
