package io.iqdb.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class FileFooterTest {
  private static final FileName NAME = FileName.of(FileKind.SEGMENT, 7);
  private static final FileHeader HEADER = FileHeader.of(NAME, new UUID(1, 2), 0x5a17);
  private static final long START = 2 * BlockChecksums.BLOCK_BYTES + 640;
  private static final SectionEntry FIRST = entry(SectionKind.IDS, 64, 100);
  private static final SectionEntry SECOND = entry(SectionKind.STATS, 192, 0);
  private static final SectionEntry THIRD = entry(SectionKind.VEC, 192, START - 192);

  private static SectionEntry entry(SectionKind kind, long offset, long length) {
    return new SectionEntry(kind.tag(), 1, SectionEntry.REQUIRED, offset, length, 0xabcd);
  }

  private static FileFooter footer(SectionEntry... sections) {
    BlockChecksums.Builder blocks = new BlockChecksums.Builder();
    blocks.update(ByteBuffer.allocate((int) START));
    return new FileFooter(START, 7, HEADER.salt(), blocks.build(), List.of(sections));
  }

  @Test
  void roundTrips() {
    FileFooter footer = footer(FIRST, SECOND, THIRD);
    assertEquals(3 * 4 + 3 * 32 + 64, footer.encode().remaining());
    assertEquals(footer, FooterBytes.decode(footer.encode(), NAME, HEADER, footer.fileLength()));
    assertEquals(FIRST, footer.section(SectionKind.IDS).orElseThrow());
    assertTrue(footer.section(SectionKind.SEQ).isEmpty());
  }

  @Test
  void everyBitFlipIsDetected() {
    FileFooter footer = footer(FIRST, SECOND, THIRD);
    byte[] sound = footer.encode().array();
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      CorruptFileException damage =
          assertThrows(
              CorruptFileException.class,
              () -> FooterBytes.decode(ByteBuffer.wrap(damaged), NAME, HEADER, footer.fileLength()),
              "bit " + bit);
      assertEquals("footer", damage.section());
      assertTrue(damage.offset() >= START && damage.offset() < footer.fileLength());
    }
  }

  @Test
  void everyLengthOfTheFileButItsOwnIsDetected() {
    FileFooter footer = footer(FIRST);
    for (long length : new long[] {0, 63, 127, 128, footer.fileLength() - 1, Long.MAX_VALUE}) {
      assertThrows(
          CorruptFileException.class,
          () -> FooterBytes.decode(footer.encode(), NAME, HEADER, length),
          "length " + length);
    }
  }

  @Test
  void footerOfAnotherFileIsDetected() {
    FileFooter footer = footer(FIRST);
    FileHeader renamed = FileHeader.of(FileName.of(FileKind.SEGMENT, 8), new UUID(1, 2), 0x5a17);
    FileHeader rewritten = FileHeader.of(NAME, new UUID(1, 2), 0x5a18);
    for (FileHeader other : List.of(renamed, rewritten)) {
      assertThrows(
          CorruptFileException.class,
          () -> FooterBytes.decode(footer.encode(), NAME, other, footer.fileLength()));
    }
  }

  @Test
  void sectionsThatOverlapOrLeaveTheContentAreDetected() {
    List<FileFooter> hostile =
        List.of(
            footer(FIRST, entry(SectionKind.SEQ, 128, 64)), // inside the one before
            footer(THIRD, FIRST), // out of order
            footer(FIRST, FIRST), // overlaps itself
            footer(SECOND, new SectionEntry(20, 1, 0, 256, 0, 0)), // twice
            footer(entry(SectionKind.IDS, 0, 64)), // in the header
            footer(entry(SectionKind.IDS, 65, 64)), // not aligned
            footer(entry(SectionKind.IDS, -64, 64)),
            footer(entry(SectionKind.IDS, 64, -1)),
            footer(entry(SectionKind.IDS, 64, Long.MAX_VALUE)),
            footer(entry(SectionKind.IDS, 64, START)), // into the footer
            footer(entry(SectionKind.IDS, START + 64, 0)),
            footer(new SectionEntry(16, 0, 1, 64, 8, 0)), // no version
            footer(new SectionEntry(16, 1, 2, 64, 8, 0))); // unknown flag
    for (FileFooter footer : hostile) {
      assertThrows(
          CorruptFileException.class,
          () -> FooterBytes.decode(footer.encode(), NAME, HEADER, footer.fileLength()),
          footer.sections().toString());
    }
  }

  @Test
  void largeSectionStartsOnAPage() {
    long length = SectionEntry.LARGE;
    BlockChecksums.Builder blocks = new BlockChecksums.Builder();
    blocks.update(ByteBuffer.allocate((int) length + 256));
    FileFooter footer =
        new FileFooter(
            length + 256,
            7,
            HEADER.salt(),
            blocks.build(),
            List.of(entry(SectionKind.VEC, 64, length)));
    assertThrows(
        CorruptFileException.class,
        () -> FooterBytes.decode(footer.encode(), NAME, HEADER, footer.fileLength()));
  }

  @Test
  void unknownSectionIsIgnoredUnlessRequired() {
    SectionEntry later = new SectionEntry(900, 1, 0, 64, 100, 0);
    FileFooter optional = footer(later);
    FileFooter read = FooterBytes.decode(optional.encode(), NAME, HEADER, optional.fileLength());
    assertEquals("section 900", read.sections().getFirst().label());

    FileFooter required = footer(new SectionEntry(900, 1, SectionEntry.REQUIRED, 64, 100, 0));
    assertThrows(
        UnsupportedVersionException.class,
        () -> FooterBytes.decode(required.encode(), NAME, HEADER, required.fileLength()));
  }

  @Test
  void newerSectionIsRefused() {
    SectionEntry newer = new SectionEntry(SectionKind.IDS.tag(), 2, 1, 64, 100, 0);
    newer.requireVersion(2, NAME);
    assertThrows(UnsupportedVersionException.class, () -> newer.requireVersion(1, NAME));
  }

  @Test
  void hostileTailFieldsAreDetectedBehindASoundChecksum() {
    FileFooter footer = footer(FIRST);
    long[] values = {0, 1, -1, 63, 65, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    for (int field = 0; field < 52; field += 4) {
      if (field == 40) {
        continue; // the checksum of the tables, which resealing restores
      }
      for (long value : values) {
        ByteBuffer bytes = FooterBytes.copy(footer.encode());
        int at = bytes.limit() - 64 + field;
        int before = bytes.getInt(at);
        bytes.putInt(at, (int) value);
        FooterBytes.reseal(bytes);
        if (before == (int) value) {
          continue;
        }
        assertThrows(
            CorruptFileException.class,
            () -> FooterBytes.decode(bytes, NAME, HEADER, footer.fileLength()),
            "field " + field + " = " + value);
      }
    }
  }

  @Test
  void tagsAreFrozen() {
    int[] tags = {1, 2, 3, 4, 5, 6, 16, 17, 18, 19, 20, 21, 22, 32, 48};
    SectionKind[] kinds = SectionKind.values();
    assertEquals(tags.length, kinds.length);
    for (int i = 0; i < tags.length; i++) {
      assertEquals(tags[i], kinds[i].tag());
      assertEquals(kinds[i], SectionKind.of(tags[i]).orElseThrow());
    }
    assertFalse(SectionKind.STATS.isRequired());
    assertFalse(SectionKind.MERGES.isRequired());
    assertFalse(SectionKind.PLAN.isRequired());
  }
}
