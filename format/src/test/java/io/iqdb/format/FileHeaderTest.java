package io.iqdb.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.error.UnsupportedVersionException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class FileHeaderTest {
  private static final UUID DATABASE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final FileName NAME = new FileName(FileKind.TOMBSTONE, 17, 3);
  private static final FileHeader HEADER = FileHeader.of(NAME, DATABASE, 0x1122_3344_5566_7788L);

  @Test
  void layoutIsFrozen() {
    assertEquals(
        "89695144420d0a1a"
            + "0400"
            + "0100"
            + "00000000"
            + "00112233445566778899aabbccddeeff"
            + "1100000000000000"
            + "0300000000000000"
            + "8877665544332211"
            + "00000000"
            + HexFormat.of().toHexDigits(Integer.reverseBytes(crcOf(HEADER.encode()))),
        HexFormat.of().formatHex(HEADER.encode().array()));
  }

  @Property(tries = 200)
  void roundTrips(
      @ForAll @LongRange(min = 0) long number,
      @ForAll @LongRange(min = 0) long generation,
      @ForAll long salt,
      @ForAll long high,
      @ForAll long low) {
    FileName name = new FileName(FileKind.TOMBSTONE, number, generation);
    FileHeader header = FileHeader.of(name, new UUID(high, low), salt);
    assertEquals(header, FileHeader.decode(header.encode(), name));
  }

  @Test
  void everyBitFlipIsDetected() {
    for (int bit = 0; bit < FileHeader.BYTES * 8; bit++) {
      byte[] damaged = HEADER.encode().array();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(
          CorruptFileException.class,
          () -> FileHeader.decode(ByteBuffer.wrap(damaged), NAME),
          "bit " + bit);
    }
  }

  @Test
  void everyTruncationIsDetected() {
    for (int length = 0; length < FileHeader.BYTES; length++) {
      ByteBuffer cut = HEADER.encode().limit(length);
      assertThrows(CorruptFileException.class, () -> FileHeader.decode(cut, NAME));
    }
  }

  @Test
  void newerVersionIsRefusedByName() {
    FileHeader newer = new FileHeader(FileKind.TOMBSTONE, 2, DATABASE, 17, 3, 1);
    UnsupportedVersionException refused =
        assertThrows(
            UnsupportedVersionException.class, () -> FileHeader.decode(newer.encode(), NAME));
    assertEquals(
        "tomb-000017-000003 has format version 2, the newest known is 1", refused.getMessage());
  }

  @Test
  void damageComesBeforeVersion() {
    byte[] damaged = HEADER.encode().array();
    damaged[10] = 2; // the checksum is not that of version 2
    assertThrows(
        CorruptFileException.class, () -> FileHeader.decode(ByteBuffer.wrap(damaged), NAME));
  }

  @Test
  void headerOfAnotherFileIsDetected() {
    for (FileName other :
        new FileName[] {
          new FileName(FileKind.TOMBSTONE, 18, 3),
          new FileName(FileKind.TOMBSTONE, 17, 4),
          FileName.of(FileKind.SEGMENT, 17)
        }) {
      CorruptFileException damage =
          assertThrows(CorruptFileException.class, () -> FileHeader.decode(HEADER.encode(), other));
      assertEquals(other.toString(), damage.file());
      assertEquals("header", damage.section());
    }
  }

  @Test
  void temporaryFileMayBecomeAnything() {
    assertEquals(HEADER, FileHeader.decode(HEADER.encode(), FileName.temporary(99)));
  }

  @Test
  void fieldsOutOfRangeAreDetectedBehindASoundChecksum() {
    for (int field : new int[] {8, 12, 32, 40, 56}) {
      byte[] hostile = HEADER.encode().array();
      Arrays.fill(hostile, field, field + (field == 32 || field == 40 ? 8 : 2), (byte) 0xff);
      reseal(hostile);
      assertThrows(
          CorruptFileException.class,
          () -> FileHeader.decode(ByteBuffer.wrap(hostile), NAME),
          "field " + field);
    }
  }

  @Test
  void anotherDatabaseOrSaltIsDetected() {
    HEADER.require(DATABASE, HEADER.salt());
    assertThrows(CorruptFileException.class, () -> HEADER.require(new UUID(1, 2), HEADER.salt()));
    CorruptFileException salt =
        assertThrows(CorruptFileException.class, () -> HEADER.require(DATABASE, 5));
    assertEquals(48, salt.offset());
    assertEquals("salt 5", salt.expected());
  }

  @Test
  void temporaryHasNoHeader() {
    assertThrows(
        InvalidArgumentException.class,
        () -> new FileHeader(FileKind.TEMPORARY, 1, DATABASE, 1, 0, 1));
  }

  private static int crcOf(ByteBuffer header) {
    return Crc32c.of(header.slice(0, 60));
  }

  private static void reseal(byte[] header) {
    int crc = Crc32c.of(header, 0, 60);
    for (int i = 0; i < 4; i++) {
      header[60 + i] = (byte) (crc >>> (8 * i));
    }
  }
}
