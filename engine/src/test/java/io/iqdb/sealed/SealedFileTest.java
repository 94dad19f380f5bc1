package io.iqdb.sealed;

import static io.iqdb.sealed.SampleFile.HEADER;
import static io.iqdb.sealed.SampleFile.NAME;
import static io.iqdb.sealed.SampleFile.TEMPORARY;
import static io.iqdb.sealed.SampleFile.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.BlockChecksums;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.store.AccessHint;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SealedFileTest {
  private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

  private final CountingDirectory directory = new CountingDirectory(new MemoryDirectory());
  private final Map<SectionKind, byte[]> sections = new LinkedHashMap<>();

  SealedFileTest() {
    sections.put(SectionKind.IDS, random(1000, 1));
    sections.put(SectionKind.VEC, random(5 * BLOCK + (1 << 20) + 17, 2));
    sections.put(SectionKind.STATS, new byte[0]);
    sections.put(SectionKind.PAYLOAD, random(300_000, 3));
  }

  @AfterEach
  void nothingStaysOpen() throws IOException {
    assertEquals(0, directory.openInputs.get());
    assertEquals(0, directory.openMappings.get());
    directory.close();
  }

  private SealedFile open(Expectation expectation, Access access, Verification verification)
      throws IOException {
    return SealedFile.open(directory, NAME, expectation, access, verification);
  }

  @ParameterizedTest
  @EnumSource
  void sectionsAreReadAsTheyWereWritten(Access access) throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    for (Verification verification : Verification.values()) {
      try (SealedFile file = open(expectation, access, verification)) {
        assertEquals(HEADER, file.header());
        for (Map.Entry<SectionKind, byte[]> section : sections.entrySet()) {
          SectionEntry entry = file.require(section.getKey());
          file.verify(entry.offset(), entry.length());
          file.advise(entry, AccessHint.RANDOM);
          assertArrayEquals(section.getValue(), file.segment(entry).toArray(ValueLayout.JAVA_BYTE));
          assertEquals(ByteBuffer.wrap(section.getValue()), file.readSection(entry, 2_000_000));
          assertTrue(file.segment(entry).isReadOnly());
        }
        assertTrue(file.section(SectionKind.EXPIRY).isEmpty());
        file.verifyAll(damage ->
            assertDoesNotThrow(() -> {
              throw damage;
            }));
      }
    }
  }

  @Test
  void largeSectionsStartOnPagesAndOthersOnLines() throws IOException {
    try (SealedFile file =
        open(SampleFile.write(directory, sections), Access.MAPPED, Verification.LAZY)) {
      assertEquals(64, file.require(SectionKind.IDS).offset());
      assertEquals(BLOCK, file.require(SectionKind.VEC).offset());
      assertEquals(0, file.require(SectionKind.PAYLOAD).offset() % 64);
      assertEquals(
          Math.ceilDiv(file.require(SectionKind.VEC).end(), 64L) * 64,
          file.require(SectionKind.PAYLOAD).offset());
    }
  }

  @Test
  void rowsOffTheHeapAreWrittenInAnyPieces() throws IOException {
    byte[] rows = random(700_000, 5);
    Expectation expectation;
    try (SealedFileWriter out = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      out.beginSection(SectionKind.VEC, 1, rows.length);
      MemorySegment source = MemorySegment.ofArray(rows);
      out.write(source.asSlice(0, 600_001));
      assertEquals(600_001, out.sectionPosition());
      out.write(source.asSlice(600_001));
      expectation = new Expectation(SampleFile.DATABASE, out.finish(), SampleFile.SALT);
    }
    assertEquals(1, directory.syncs.get());
    directory.publish(TEMPORARY, NAME);
    try (SealedFile file = open(expectation, Access.COPY, Verification.FULL)) {
      SectionEntry entry = file.require(SectionKind.VEC);
      assertArrayEquals(rows, file.segment(entry).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** As a merge reads a segment in which every other row has died. */
  @Test
  void smallRangesThatAscendReadEachBlockOnce() throws IOException {
    byte[] content = sections.get(SectionKind.VEC);
    try (SealedFile file =
        open(SampleFile.write(directory, sections), Access.MAPPED, Verification.LAZY)) {
      long start = file.require(SectionKind.VEC).offset();
      MemorySegment row = MemorySegment.ofArray(new byte[1000]);
      LastBlock last = new LastBlock();
      int before = directory.reads.get();
      for (int at = 0; at + 1000 <= 4 * BLOCK; at += 2000) {
        file.readAnew(start + at, row, last);
        assertEquals(-1, row.mismatch(MemorySegment.ofArray(content).asSlice(at, 1000)));
      }
      assertEquals(4, directory.reads.get() - before);
      file.readAnew(start, row, last);
      assertEquals(5, directory.reads.get() - before, "only the last is kept");
    }
  }

  @Test
  void aBlockThatCouldNotBeReadIsNotKept() throws IOException {
    try (SealedFile file =
        open(SampleFile.write(directory, sections), Access.MAPPED, Verification.LAZY)) {
      long start = file.require(SectionKind.VEC).offset();
      MemorySegment row = MemorySegment.ofArray(new byte[1000]);
      LastBlock last = new LastBlock();
      file.readAnew(start, row, last);
      directory.truncated = true;
      file.readAnew(start + 1000, row, last);
      assertThrows(CorruptFileException.class, () -> file.readAnew(start + BLOCK, row, last));
      assertThrows(CorruptFileException.class, () -> file.readAnew(start + BLOCK, row, last));
      assertThrows(CorruptFileException.class, () -> file.readAnew(start, row, last));
      directory.truncated = false;
      file.readAnew(start + BLOCK, row, last);
      MemorySegment written = MemorySegment.ofArray(sections.get(SectionKind.VEC));
      assertEquals(-1, row.mismatch(written.asSlice(BLOCK, 1000)));
    }
  }

  @Test
  void anotherFileThanExpectedIsRefused() throws IOException {
    Expectation right = SampleFile.write(directory, sections);
    for (Expectation wrong :
        List.of(
            new Expectation(new UUID(1, 1), right.length(), right.salt()),
            new Expectation(right.database(), right.length() + 1, right.salt()),
            new Expectation(right.database(), right.length() - 64, right.salt()),
            new Expectation(right.database(), right.length(), right.salt() + 1))) {
      assertThrows(CorruptFileException.class, () -> open(wrong, Access.MAPPED, Verification.LAZY));
    }
  }

  @Test
  void unfinishedFileLeavesNothingBehind() throws IOException {
    try (SealedFileWriter out = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      out.beginSection(SectionKind.IDS, 1, 10);
      out.write(ByteBuffer.allocate(10));
    }
    assertTrue(directory.list().isEmpty());
  }

  @Test
  void failedWriteLeavesNothingBehind() throws IOException {
    for (int writes = 0; writes < 3; writes++) {
      directory.writesLeft = writes;
      IOException failure =
          assertThrows(IOException.class, () -> SampleFile.write(directory, sections));
      assertEquals("injected", failure.getMessage());
      assertTrue(directory.list().isEmpty());
    }
  }

  @Test
  void sectionsOutOfPlaceAreRefused() throws IOException {
    try (SealedFileWriter out = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      assertThrows(IllegalStateException.class, () -> out.write(ByteBuffer.allocate(1)));
      out.beginSection(SectionKind.IDS, 1, 10);
      assertThrows(IllegalStateException.class, () -> out.beginSection(SectionKind.IDS, 1, 10));
    }
    try (SealedFileWriter out = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      out.beginSection(SectionKind.IDS, 1, 10);
      out.write(ByteBuffer.allocate(11));
      assertThrows(IllegalStateException.class, out::finish);
    }
  }

  @Test
  void lazyVerificationReadsEachBlockOnceAndOnlyWhenAsked() throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    try (SealedFile file = open(expectation, Access.MAPPED, Verification.LAZY)) {
      SectionEntry rows = file.require(SectionKind.VEC);
      directory.reads.set(0);
      file.verify(rows.offset() + BLOCK - 1, 2);
      assertEquals(2, directory.reads.getAndSet(0));
      file.verify(rows.offset(), 2 * BLOCK);
      file.verify(rows.offset() + 7, 0);
      assertEquals(0, directory.reads.get());
      file.verify(0, file.footer().start());
      assertEquals(file.footer().blocks().count() - 2, directory.reads.getAndSet(0));
      file.verify(0, file.footer().start());
      assertEquals(0, directory.reads.get());
    }
  }

  @Test
  void damageIsFoundWhenItsBlockIsTouchedAndEachTime() throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    byte[] bytes = FileBytes.read(directory, NAME);
    bytes[4 * BLOCK + 5] ^= 1;
    try (MemoryDirectory damaged = FileBytes.directory(NAME, bytes);
        SealedFile file =
            SealedFile.open(damaged, NAME, expectation, Access.MAPPED, Verification.LAZY)) {
      file.verify(0, 4 * BLOCK);
      file.verify(5 * BLOCK, file.footer().start() - 5 * BLOCK);
      for (int i = 0; i < 3; i++) {
        CorruptFileException damage =
            assertThrows(CorruptFileException.class, () -> file.verify(5 * BLOCK - 1, 1));
        assertEquals("VEC", damage.section());
        assertEquals(4 * BLOCK, damage.offset());
        assertThrows(
            CorruptFileException.class, () -> file.read(4 * BLOCK + 100, ByteBuffer.allocate(10)));
      }
      List<CorruptFileException> findings = new ArrayList<>();
      file.verifyAll(findings::add);
      assertEquals(
          List.of("VEC", "VEC"), findings.stream().map(CorruptFileException::section).toList());
      assertEquals(
          List.of(4L * BLOCK, (long) BLOCK),
          findings.stream().map(CorruptFileException::offset).toList());
    }
  }

  @Test
  void rangesOutsideTheContentAreRefused() throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    try (SealedFile file = open(expectation, Access.MAPPED, Verification.LAZY)) {
      long end = file.footer().start();
      assertThrows(IndexOutOfBoundsException.class, () -> file.verify(end, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> file.verify(-1, 1));
      assertThrows(
          IndexOutOfBoundsException.class, () -> file.read(end - 1, ByteBuffer.allocate(2)));
      SectionEntry entry = file.require(SectionKind.VEC);
      assertThrows(CorruptFileException.class, () -> file.readSection(entry, 100));
      assertThrows(CorruptFileException.class, () -> file.require(SectionKind.SEQ));
    }
  }

  @Test
  void truncationOfAnOpenFileIsDamage() throws IOException {
    Expectation expectation = SampleFile.write(directory, Map.of(SectionKind.IDS, random(99, 1)));
    try (SealedFile file = open(expectation, Access.MAPPED, Verification.LAZY)) {
      directory.truncated = true;
      assertThrows(CorruptFileException.class, () -> file.verify(64, 1));
      List<CorruptFileException> findings = new ArrayList<>();
      file.verifyAll(findings::add);
      assertEquals(1, findings.size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeIsIdempotent(Access access) throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    SealedFile file = open(expectation, access, Verification.LAZY);
    assertEquals(access == Access.MAPPED ? 1 : 0, directory.openMappings.get());
    file.close();
    file.close();
  }

  @Test
  void copyIsFreedOnClose() throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    SealedFile file = open(expectation, Access.COPY, Verification.LAZY);
    MemorySegment rows = file.segment(file.require(SectionKind.VEC));
    file.close();
    assertThrows(IllegalStateException.class, () -> rows.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void unmappedFileHoldsNoMapping() throws IOException {
    Expectation expectation = SampleFile.write(directory, sections);
    try (SealedFile file = SealedFile.openUnmapped(directory, NAME, expectation)) {
      assertEquals(0, directory.openMappings.get());
      SectionEntry entry = file.require(SectionKind.IDS);
      assertThrows(IllegalStateException.class, () -> file.segment(entry));
    }
  }

  @Test
  void manyThreadsVerifyOneFile() throws Exception {
    Expectation expectation = SampleFile.write(directory, sections);
    try (SealedFile file = open(expectation, Access.MAPPED, Verification.LAZY);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      long end = file.footer().start();
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int task = 0; task < 16; task++) {
        Random random = new Random(task);
        tasks.add(() -> {
          for (int i = 0; i < 50; i++) {
            long offset = random.nextLong(end);
            file.verify(offset, random.nextLong(end - offset) + 1);
          }
          file.verify(0, end);
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
      directory.reads.set(0);
      file.verify(0, end);
      assertEquals(0, directory.reads.get());
    }
  }
}
