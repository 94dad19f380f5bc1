package io.iqdb.tombstone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.Crc32c;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.TombstoneEntry;
import io.iqdb.sealed.FileBytes;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

final class TombstoneFilesTest {
  private static final UUID DATABASE = new UUID(5, 6);
  private static final int ROWS = 1000;
  private static final FileName NAME = new FileName(FileKind.TOMBSTONE, 17, 3);
  private static final FileHeader HEADER = FileHeader.of(NAME, DATABASE, 0x5a17);
  private static final RoaringBitmap DELETED = RoaringBitmap.bitmapOf(0, 3, 4, 5, 999);

  private final MemoryDirectory directory = new MemoryDirectory();

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  private SegmentEntry write() throws IOException {
    TombstoneEntry entry =
        TombstoneFiles.write(directory, FileName.temporary(1), HEADER, DELETED, ROWS);
    directory.publish(FileName.temporary(1), NAME);
    return new SegmentEntry(17, 4096, 1, ROWS, 0, entry);
  }

  @Test
  void deletedRowsAreReadAsTheyWereWritten() throws IOException {
    SegmentEntry segment = write();
    TombstoneEntry entry = segment.tombstones();
    assertEquals(new TombstoneEntry(3, directory.length(NAME), 0x5a17, 5), entry);
    assertEquals(DELETED, TombstoneFiles.read(directory, DATABASE, segment));
  }

  @Test
  void segmentWithoutTombstonesHasNoDeletedRow() throws IOException {
    SegmentEntry segment = write().withTombstones(null);
    assertTrue(TombstoneFiles.read(directory, DATABASE, segment).isEmpty());
  }

  @Test
  void rowBeyondTheSegmentIsNotWritten() throws IOException {
    assertThrows(
        InvalidArgumentException.class,
        () -> TombstoneFiles.write(directory, FileName.temporary(1), HEADER, DELETED, 999));
    assertTrue(directory.list().isEmpty());
  }

  @Test
  void missingFileIsNotDamage() throws IOException {
    SegmentEntry segment = write();
    directory.delete(NAME);
    assertThrows(
        NoSuchFileException.class, () -> TombstoneFiles.read(directory, DATABASE, segment));
  }

  @Test
  void everyBitFlipIsDetected() throws IOException {
    SegmentEntry segment = write();
    byte[] sound = FileBytes.read(directory, NAME);
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertDetected(damaged, segment, "bit " + bit);
    }
  }

  @Test
  void everyTruncationIsDetected() throws IOException {
    SegmentEntry segment = write();
    byte[] sound = FileBytes.read(directory, NAME);
    for (int length = 0; length < sound.length; length++) {
      assertDetected(Arrays.copyOf(sound, length), segment, "length " + length);
    }
    assertDetected(Arrays.copyOf(sound, sound.length + 64), segment, "extended");
  }

  @Test
  void generationOfAnotherSaltIsDetected() throws IOException {
    SegmentEntry segment = write();
    FileHeader rewritten = FileHeader.of(NAME, DATABASE, 0x5a18);
    try (MemoryDirectory other = new MemoryDirectory()) {
      TombstoneFiles.write(other, FileName.temporary(1), rewritten, DELETED, ROWS);
      other.publish(FileName.temporary(1), NAME);
      assertDetected(FileBytes.read(other, NAME), segment, "restored");
    }
  }

  @Test
  void countsThatTheManifestDoesNotSayAreDetected() throws IOException {
    SegmentEntry segment = write();
    byte[] sound = FileBytes.read(directory, NAME);
    SegmentEntry fewerRows = new SegmentEntry(17, 4096, 1, 998, 0, segment.tombstones());
    assertDetected(sound, fewerRows, "rows");
    TombstoneEntry entry = new TombstoneEntry(3, sound.length, 0x5a17, 6);
    assertDetected(sound, segment.withTombstones(entry), "deleted");
  }

  @Test
  void resealedNonsenseIsDetected() throws IOException {
    SegmentEntry segment = write();
    SegmentEntry fewerRows = new SegmentEntry(17, 4096, 1, 999, 0, segment.tombstones());
    assertDetected(resealed(bytes -> bytes.putLong(64, 999)), fewerRows, "row out of range");
    TombstoneEntry four = new TombstoneEntry(3, directory.length(NAME), 0x5a17, 4);
    assertDetected(
        resealed(bytes -> bytes.putLong(72, 4)), segment.withTombstones(four), "cardinality");
    assertDetected(resealed(bytes -> bytes.putInt(80, 0x1234)), segment, "cookie");
    assertDetected(resealed(bytes -> bytes.putInt(80, -1)), segment, "containers");
    byte[] sound = FileBytes.read(directory, NAME);
    int section = (int) ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong(length());
    for (int at = 80; at < 64 + section; at++) {
      int place = at;
      assertDetectedOrOther(resealed(bytes -> bytes.put(place, (byte) 0xff)), segment, place);
    }
  }

  /** Where the section table says how long the section is. */
  private int length() throws IOException {
    return (int) directory.length(NAME) - 64 - 32 + 16;
  }

  /** The file with a change and checksums that fit it. */
  private byte[] resealed(Consumer<ByteBuffer> change) throws IOException {
    byte[] hostile = FileBytes.read(directory, NAME);
    ByteBuffer bytes = ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(bytes);
    int tail = hostile.length - 64;
    int start = (int) bytes.getLong(tail + 8);
    bytes.putInt(start, Crc32c.of(hostile, 0, start));
    bytes.putInt(tail + 40, Crc32c.of(hostile, start, tail - start));
    bytes.putInt(tail + 52, Crc32c.of(hostile, tail, 52));
    return hostile;
  }

  private static void assertDetected(byte[] bytes, SegmentEntry segment, String what)
      throws IOException {
    try (MemoryDirectory damaged = FileBytes.directory(NAME, bytes)) {
      CorruptFileException damage =
          assertThrows(
              CorruptFileException.class,
              () -> TombstoneFiles.read(damaged, DATABASE, segment),
              what);
      assertEquals(NAME.toString(), damage.file());
    }
  }

  /** A change behind sound checksums may mean other rows, but as many and inside the segment. */
  private static void assertDetectedOrOther(byte[] bytes, SegmentEntry segment, int place)
      throws IOException {
    try (MemoryDirectory hostile = FileBytes.directory(NAME, bytes)) {
      RoaringBitmap read = TombstoneFiles.read(hostile, DATABASE, segment);
      assertEquals(5, read.getCardinality(), "byte " + place);
      assertTrue(read.last() < ROWS, "byte " + place);
    } catch (CorruptFileException detected) {
      assertEquals("TOMBSTONES", detected.section(), "byte " + place);
    }
  }
}
