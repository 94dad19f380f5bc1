package io.iqdb.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.BookmarkEntry;
import io.iqdb.format.manifest.ManifestCodec;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.SegmentEntry;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.format.manifest.TombstoneEntry;
import io.iqdb.format.manifest.WalEntry;
import io.iqdb.sealed.FileBytes;
import io.iqdb.store.LockLostException;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ManifestStoreTest {
  private static final UUID DATABASE = new UUID(3, 4);

  private final MemoryDirectory directory = new MemoryDirectory();
  private final WriterLock lock = directory.lock();
  private final AtomicLong numbers = new AtomicLong(1000);

  ManifestStoreTest() throws IOException {
    // the lock is taken by its field
  }

  @AfterEach
  void close() throws IOException {
    lock.close();
    directory.close();
  }

  private ManifestStore store(long newest) {
    return new ManifestStore(
        directory, lock, numbers::getAndIncrement, numbers::getAndIncrement, newest);
  }

  private static FileName name(long number) {
    return FileName.of(FileKind.MANIFEST, number);
  }

  private static ManifestData manifest(long number) {
    return new ManifestData(
        number,
        DATABASE,
        new StoredConfig(3, DistanceMetric.COSINE, IndexKind.FLAT),
        List.of(new SegmentEntry(7, 999, 1, 50, 1, new TombstoneEntry(2, 256, 8, 5))),
        List.of(new WalEntry(9, 5, 51, WalEntry.OPEN)),
        List.of(new BookmarkEntry(Bookmark.of("queue", new byte[] {1}), 17)),
        51,
        10);
  }

  @Test
  void newDirectoryHasNoManifest() throws IOException {
    assertEquals(Optional.empty(), ManifestReader.readNewest(directory));
  }

  @Test
  void attemptsAloneMakeNoDatabase() throws IOException {
    FileBytes.add(directory, FileName.temporary(1), new byte[10]);
    assertEquals(Optional.empty(), ManifestReader.readNewest(directory));
  }

  @Test
  void numberedFilesWithoutAManifestAreCorruption() throws IOException {
    FileBytes.add(directory, FileName.of(FileKind.WAL, 2), new byte[10]);
    CorruptFileException damage =
        assertThrows(CorruptFileException.class, () -> ManifestReader.readNewest(directory));
    assertTrue(damage.found().contains("wal-000002"));
  }

  /**
   * A directory of many files is not listed at one moment: a writer went on in the middle of it.
   */
  @Test
  void listingThatMissesTheManifestWhileAWriterGoesOnIsNoCorruption() throws IOException {
    store(0).publish(manifest(1));
    FileName log = FileName.of(FileKind.WAL, 2);
    FileBytes.add(directory, log, new byte[10]);
    AtomicLong missing = new AtomicLong(2);
    ForwardingDirectory busy =
        new ForwardingDirectory(directory) {
          @Override
          public Set<FileName> list() throws IOException {
            return missing.getAndDecrement() > 0 ? Set.of(log) : super.list();
          }
        };
    assertEquals(Optional.of(manifest(1)), ManifestReader.readNewest(busy));
  }

  @Test
  void highestNumberIsTheTruth() throws IOException {
    ManifestStore store = store(0);
    store.publish(manifest(1));
    store.publish(manifest(2));
    assertEquals(2, store.newest());
    assertEquals(Optional.of(manifest(2)), ManifestReader.readNewest(directory));
    assertEquals(manifest(1), ManifestReader.read(directory, name(1)));
    assertEquals(Set.of(name(1), name(2)), directory.list());
  }

  @Test
  void damagedNewestIsNeverSteppedBackFrom() throws IOException {
    store(0).publish(manifest(1));
    FileBytes.add(directory, name(2), new byte[500]);
    CorruptFileException damage =
        assertThrows(CorruptFileException.class, () -> ManifestReader.readNewest(directory));
    assertEquals("manifest-000002", damage.file());
  }

  @Test
  void gapInTheNumbersIsRefused() {
    assertThrows(IllegalStateException.class, () -> store(0).publish(manifest(2)));
    assertThrows(IllegalStateException.class, () -> store(5).publish(manifest(5)));
  }

  @Test
  void secondWriterIsFencedByTheName() throws IOException {
    store(0).publish(manifest(1));
    ManifestStore late = store(0);
    assertThrows(FileAlreadyExistsException.class, () -> late.publish(manifest(1)));
    assertEquals(0, late.newest());
  }

  @Test
  void lostLockStopsPublication() throws IOException {
    WriterLock lost =
        new WriterLock() {
          @Override
          public void verify() throws IOException {
            throw new LockLostException("lost");
          }

          @Override
          public void close() {
            // nothing is held
          }
        };
    ManifestStore store =
        new ManifestStore(directory, lost, numbers::getAndIncrement, numbers::getAndIncrement, 0);
    assertThrows(LockLostException.class, () -> store.publish(manifest(1)));
    assertTrue(directory.list().stream().noneMatch(n -> n.kind() == FileKind.MANIFEST));
  }

  @Test
  void everyBitFlipIsDetected() throws IOException {
    store(0).publish(manifest(1));
    byte[] sound = FileBytes.read(directory, name(1));
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertDetected(name(1), damaged, "bit " + bit);
    }
  }

  @Test
  void everyTruncationIsDetected() throws IOException {
    store(0).publish(manifest(1));
    byte[] sound = FileBytes.read(directory, name(1));
    for (int length = 0; length < sound.length; length++) {
      assertDetected(name(1), Arrays.copyOf(sound, length), "length " + length);
    }
    assertDetected(name(1), Arrays.copyOf(sound, sound.length + 64), "extended");
    assertDetected(name(2), sound, "renamed");
  }

  private static void assertDetected(FileName name, byte[] bytes, String what) throws IOException {
    try (MemoryDirectory damaged = FileBytes.directory(name, bytes)) {
      assertThrows(CorruptFileException.class, () -> ManifestReader.readNewest(damaged), what);
    }
  }

  @Test
  void absurdlyLongManifestIsRefusedUnread() throws IOException {
    try (MemoryDirectory damaged =
        FileBytes.directory(name(1), new byte[ManifestCodec.MAX_BYTES + 1])) {
      CorruptFileException refused =
          assertThrows(CorruptFileException.class, () -> ManifestReader.readNewest(damaged));
      assertEquals("file", refused.section());
    }
  }
}
