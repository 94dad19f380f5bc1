package io.iqdb.sealed;

import static io.iqdb.sealed.SampleFile.NAME;
import static io.iqdb.sealed.SampleFile.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.BlockChecksums;
import io.iqdb.format.Crc32c;
import io.iqdb.format.SectionKind;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damage to any byte of a sealed file is found: header, padding, gaps, sections, tables, tail. */
final class SealedFileDamageTest {
  private final byte[] sound;
  private final Expectation expectation;

  SealedFileDamageTest() throws IOException {
    Map<SectionKind, byte[]> sections = new LinkedHashMap<>();
    sections.put(SectionKind.IDS, random(100, 1));
    sections.put(SectionKind.STATS, new byte[0]);
    sections.put(SectionKind.SEQ, random(1, 2));
    try (Directory directory = new MemoryDirectory()) {
      expectation = SampleFile.write(directory, sections);
      sound = FileBytes.read(directory, NAME);
    }
  }

  private static void assertDetected(byte[] bytes, Expectation expectation, String what)
      throws IOException {
    try (MemoryDirectory directory = FileBytes.directory(NAME, bytes)) {
      for (Access access : Access.values()) {
        CorruptFileException damage =
            assertThrows(
                CorruptFileException.class,
                () ->
                    SealedFile.open(directory, NAME, expectation, access, Verification.FULL)
                        .close(),
                what);
        assertEquals(NAME.toString(), damage.file());
      }
      assertTrue(foundByCheck(directory, expectation), what + ", by the check");
    }
  }

  private static boolean foundByCheck(Directory directory, Expectation expectation)
      throws IOException {
    List<CorruptFileException> findings = new ArrayList<>();
    try (SealedFile file =
        SealedFile.open(directory, NAME, expectation, Access.MAPPED, Verification.LAZY)) {
      file.verifyAll(findings::add);
    } catch (CorruptFileException atOpen) {
      findings.add(atOpen);
    }
    return !findings.isEmpty();
  }

  @Test
  void everyBitFlipIsDetected() throws IOException {
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertDetected(damaged, expectation, "bit " + bit);
    }
  }

  @Test
  void everyTruncationIsDetected() throws IOException {
    for (int length = 0; length < sound.length; length++) {
      byte[] cut = Arrays.copyOf(sound, length);
      assertDetected(cut, expectation, "length " + length);
      // even where nobody knows how long it should be
      assertDetectedUnexpected(cut);
    }
  }

  @Test
  void appendedBytesAreDetected() throws IOException {
    for (int more : new int[] {1, 64, 4096}) {
      byte[] longer = Arrays.copyOf(sound, sound.length + more);
      assertDetected(longer, expectation, more + " zeros");
      new Random(more).nextBytes(longer);
      System.arraycopy(sound, 0, longer, 0, sound.length);
      assertDetectedUnexpected(longer);
    }
    byte[] tailTwice = Arrays.copyOf(sound, sound.length + 64);
    System.arraycopy(sound, sound.length - 64, tailTwice, sound.length, 64);
    assertDetectedUnexpected(tailTwice);
  }

  private static void assertDetectedUnexpected(byte[] bytes) throws IOException {
    try (MemoryDirectory directory = FileBytes.directory(NAME, bytes)) {
      assertThrows(
          CorruptFileException.class,
          () -> SealedFile.openUnmapped(directory, NAME, Verification.LAZY).close());
    }
  }

  @Test
  void zeroedRangesAreDetected() throws IOException {
    for (int from = 0; from < sound.length; from += 16) {
      byte[] damaged = sound.clone();
      Arrays.fill(damaged, from, Math.min(sound.length, from + 16), (byte) 0);
      if (!Arrays.equals(sound, damaged)) {
        assertDetected(damaged, expectation, "zeros at " + from);
      }
    }
  }

  @Test
  void flipsInAFileOfSeveralBlocksAreDetected() throws IOException {
    Map<SectionKind, byte[]> sections = new LinkedHashMap<>();
    sections.put(SectionKind.IDS, random(100, 1));
    sections.put(SectionKind.VEC, random((1 << 20) + 70_000, 2));
    byte[] large;
    Expectation expected;
    try (Directory directory = new MemoryDirectory()) {
      expected = SampleFile.write(directory, sections);
      large = FileBytes.read(directory, NAME);
    }
    int block = BlockChecksums.BLOCK_BYTES;
    for (int at : new int[] {200, block - 1, block, 5 * block, large.length - 400}) {
      byte[] damaged = large.clone();
      damaged[at] ^= 0x10;
      assertDetected(damaged, expected, "byte " + at);
    }
  }

  @Test
  void gapWithContentIsReportedBehindSoundChecksums() throws IOException {
    byte[] hostile = sound.clone();
    hostile[64 + 110] = 1; // IDS ends at 164
    ByteBuffer bytes = ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN);
    int tail = hostile.length - 64;
    int start = (int) bytes.getLong(tail + 8);
    bytes.putInt(start, Crc32c.of(hostile, 0, start));
    bytes.putInt(tail + 40, Crc32c.of(hostile, start, tail - start));
    bytes.putInt(tail + 52, Crc32c.of(hostile, tail, 52));
    List<CorruptFileException> findings = new ArrayList<>();
    try (MemoryDirectory directory = FileBytes.directory(NAME, hostile);
        SealedFile file = SealedFile.openUnmapped(directory, NAME, Verification.FULL)) {
      file.verifyAll(findings::add);
    }
    assertEquals(1, findings.size());
    assertEquals("padding", findings.getFirst().section());
    assertEquals(64 + 110, findings.getFirst().offset());
  }

  @Test
  void soundFilePasses() throws IOException {
    try (MemoryDirectory directory = FileBytes.directory(NAME, sound)) {
      assertTrue(!foundByCheck(directory, expectation));
    }
  }
}
