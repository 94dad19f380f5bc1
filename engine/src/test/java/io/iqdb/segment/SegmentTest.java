package io.iqdb.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.iqdb.error.CorruptFileException;
import io.iqdb.format.SectionKind;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.sealed.LastBlock;
import io.iqdb.sealed.SealedFile;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
  @Property(tries = 60)
  void whatWasWrittenIsReadInEveryMode(
      @ForAll @IntRange(min = 1, max = 300) int count,
      @ForAll @IntRange(min = 1, max = 40) int dimension,
      @ForAll boolean compressed,
      @ForAll Access access,
      @ForAll Verification verification,
      @ForAll long seed)
      throws IOException {
    List<SegmentRow> rows = TestSegments.mixed(count, dimension, seed);
    try (Directory directory = new MemoryDirectory()) {
      long base = rows.getFirst().sequence() - (seed & 3);
      Compression compression = compressed ? Compression.LZ4 : Compression.NONE;
      SegmentEntry entry = TestSegments.write(directory, rows, dimension, base, compression);
      assertEquals(count, entry.rows());
      assertEquals(base, entry.baseSequence());
      try (Segment segment = TestSegments.open(directory, entry, dimension, access, verification)) {
        TestSegments.assertHolds(segment, rows);
        assertEquals(List.of(), TestSegments.check(segment, 3));
      }
    }
  }

  @Test
  void rowsAroundThePageSizeAndTenThousandAreReadBackFromDisk(@TempDir Path path)
      throws IOException {
    for (int count : new int[] {1, 340, 341, 342, 343, 10_000}) {
      List<SegmentRow> rows = TestSegments.mixed(count, 5, count);
      try (Directory directory = FsDirectory.open(path)) {
        SegmentEntry entry = TestSegments.write(directory, rows, Compression.LZ4);
        for (Access access : Access.values()) {
          for (Verification verification : Verification.values()) {
            try (Segment segment = TestSegments.open(directory, entry, 5, access, verification)) {
              TestSegments.assertHolds(segment, rows);
            }
          }
        }
        directory.delete(TestSegments.NAME);
      }
    }
  }

  @Test
  void sectionsWithNothingToSayAreLeftOut() throws IOException {
    List<SegmentRow> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      rows.add(plain(i, 100 + i));
    }
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.LZ4);
      try (SealedFile file =
          SealedFile.openUnmapped(directory, TestSegments.NAME, Verification.FULL)) {
        assertTrue(file.section(SectionKind.SEQ).isEmpty());
        assertTrue(file.section(SectionKind.EXPIRY).isEmpty());
        assertTrue(file.section(SectionKind.PAYLOAD).isEmpty());
      }
      try (Segment segment = TestSegments.open(directory, entry, 2)) {
        TestSegments.assertHolds(segment, rows);
        assertFalse(segment.hasMetadata());
        assertNull(segment.metadata(3));
        assertEquals(RowSource.NEVER, segment.earliestExpiry());
      }
    }
  }

  @Test
  void emptyMetadataIsNotMissingMetadata() throws IOException {
    List<SegmentRow> rows =
        List.of(
            plain(1, 1),
            new SegmentRow(2, VectorId.of(2), Vector.of(0, 0), Metadata.empty(), RowSource.NEVER));
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.NONE);
      try (Segment segment = TestSegments.open(directory, entry, 2)) {
        assertNull(segment.metadata(0));
        assertEquals(Metadata.empty(), segment.metadata(1));
      }
    }
  }

  @Test
  void extremeIdsAreFound() throws IOException {
    List<VectorId> ids = new ArrayList<>();
    for (long id : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -2}) {
      ids.add(VectorId.of(id));
    }
    for (int length : new int[] {1, 7, 8, 9, 1023, 1024}) {
      ids.add(VectorId.of(new byte[length]));
    }
    List<SegmentRow> rows = new ArrayList<>();
    for (VectorId id : ids) {
      long sequence = 10L + rows.size();
      rows.add(new SegmentRow(sequence, id, Vector.of(1, 2), null, RowSource.NEVER));
    }
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.NONE);
      try (Segment segment = TestSegments.open(directory, entry, 2)) {
        TestSegments.assertHolds(segment, rows);
        assertEquals(-1, segment.find(VectorId.of(2)));
        assertEquals(-1, segment.find(VectorId.of(new byte[2])));
        assertEquals(-1, segment.findBytes(new byte[2000], 0, 1025));
      }
    }
  }

  @Test
  void lookupsAllocateNothing() throws IOException {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    try (Directory directory = new MemoryDirectory()) {
      List<SegmentRow> rows = TestSegments.mixed(3000, 2, 8);
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.LZ4);
      try (Segment segment = TestSegments.open(directory, entry, 2)) {
        PayloadCursor cursor = new PayloadCursor();
        cursor.attach(segment);
        byte[][] ids = new byte[200][];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = ("item/" + i * 7919L).getBytes(StandardCharsets.UTF_8);
        }
        int rounds = 30;
        long perRound = 0;
        for (int round = 0; round < rounds; round++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (byte[] id : ids) {
            segment.findBytes(id, 0, id.length);
            segment.findU64(id.length * 77L);
            segment.sequence(id.length);
            segment.expiresAt(id.length);
            cursor.move(id.length);
          }
          perRound = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertTrue(perRound < 200, perRound + " bytes"); // the measurement itself has some
      }
    }
  }

  @Test
  void theLargestSequencesSurvive() throws IOException {
    long top = Long.MAX_VALUE - 1;
    List<SegmentRow> rows = List.of(plain(1, top - (1L << 55)), plain(2, top - 1), plain(3, top));
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.NONE);
      try (Segment segment = TestSegments.open(directory, entry, 2)) {
        TestSegments.assertHolds(segment, rows);
        assertEquals(List.of(), TestSegments.check(segment, 3));
      }
    }
  }

  @Test
  void aSegmentWithoutRowsIsNotWritten() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      assertThrows(
          IllegalStateException.class,
          () -> TestSegments.write(directory, List.of(), 2, 0, Compression.NONE));
      assertTrue(directory.list().isEmpty());
    }
  }

  @Test
  void rowsThatDoNotAscendAreRefusedAndLeaveNothing() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      List<SegmentRow> equal = List.of(plain(1, 5), plain(2, 5));
      assertThrows(
          IllegalStateException.class,
          () -> TestSegments.write(directory, equal, Compression.NONE));
      List<SegmentRow> falling = List.of(plain(1, 5), plain(2, 9), plain(3, 7));
      assertThrows(
          IllegalStateException.class,
          () -> TestSegments.write(directory, falling, Compression.NONE));
      List<SegmentRow> twice = List.of(plain(1, 5), plain(1, 6));
      assertThrows(
          IllegalStateException.class,
          () -> TestSegments.write(directory, twice, Compression.NONE));
      assertTrue(directory.list().isEmpty());
    }
  }

  @Test
  void aSegmentOfAnotherDimensionOrManifestIsRefused() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      List<SegmentRow> rows = TestSegments.mixed(5, 4, 1);
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.NONE);
      assertThrows(CorruptFileException.class, () -> TestSegments.open(directory, entry, 5));
      SegmentEntry more =
          new SegmentEntry(
              entry.number(), entry.length(), entry.salt(), 6, entry.baseSequence(), null);
      assertThrows(CorruptFileException.class, () -> TestSegments.open(directory, more, 4));
      SegmentEntry later =
          new SegmentEntry(entry.number(), entry.length(), entry.salt(), 5, 1, null);
      assertThrows(CorruptFileException.class, () -> TestSegments.open(directory, later, 4));
    }
  }

  @Test
  void oneCursorServesSegmentAfterSegment() throws IOException {
    List<SegmentRow> rows = TestSegments.mixed(2000, 3, 9);
    List<SegmentRow> others = TestSegments.mixed(700, 3, 10);
    try (Directory first = new MemoryDirectory();
        Directory second = new MemoryDirectory()) {
      SegmentEntry a = TestSegments.write(first, rows, Compression.LZ4);
      SegmentEntry b = TestSegments.write(second, others, Compression.NONE);
      try (Segment one = TestSegments.open(first, a, 3);
          Segment two = TestSegments.open(second, b, 3)) {
        PayloadCursor cursor = new PayloadCursor();
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
          boolean which = random.nextInt(5) == 0;
          cursor.attach(which ? one : two);
          int row = random.nextInt(which ? 2000 : 700);
          SegmentRow expected = (which ? rows : others).get(row);
          assertEquals(expected.metadata() != null, cursor.move(row));
          assertEquals(expected.metadata(), cursor.metadata());
        }
        cursor.detach();
        assertThrows(IllegalStateException.class, () -> cursor.move(0));
      }
    }
  }

  @Test
  void vectorsAreCopiedInWholeStrides() throws IOException {
    List<SegmentRow> rows = TestSegments.mixed(40, 19, 3);
    try (Directory directory = new MemoryDirectory();
        Arena arena = Arena.ofConfined()) {
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.LZ4);
      try (Segment segment = TestSegments.open(directory, entry, 19)) {
        assertEquals(128, segment.stride());
        MemorySegment target = arena.allocate(10 * 128, 64);
        segment.copyVectors(7, 10, target, new LastBlock());
        segment.verifyVectors(7, 10);
        assertEquals(
            -1, target.mismatch(segment.vectors().asSlice(7 * 128 + segment.vectorOffset(), 1280)));
        float[] row = target.asSlice(128, 19 * 4).toArray(ValueLayout.JAVA_FLOAT);
        assertEquals(rows.get(8).vector(), Vector.of(row));
        assertThrows(IndexOutOfBoundsException.class, () -> segment.verifyVectors(39, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> segment.sequence(40));
        assertThrows(IndexOutOfBoundsException.class, () -> segment.id(-1));
      }
    }
  }

  @Test
  void payloadsBeyondAMebibyteStartOnALargeBoundary() throws IOException {
    List<SegmentRow> rows = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[6000];
      random.nextBytes(noise);
      Metadata metadata = Metadata.of("noise", io.iqdb.types.Value.of(noise));
      rows.add(new SegmentRow(i, VectorId.of(i), Vector.of(0, 0), metadata, RowSource.NEVER));
    }
    try (Directory directory = new MemoryDirectory()) {
      SegmentEntry entry = TestSegments.write(directory, rows, Compression.LZ4);
      try (Segment segment = TestSegments.open(directory, entry, 2)) {
        TestSegments.assertHolds(segment, rows);
        assertEquals(List.of(), TestSegments.check(segment, 3));
      }
    }
  }

  private static SegmentRow plain(long id, long sequence) {
    return new SegmentRow(
        sequence, VectorId.of(id), Vector.of((float) id, -1), null, RowSource.NEVER);
  }
}
