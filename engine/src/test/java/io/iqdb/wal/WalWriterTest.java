package io.iqdb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.manifest.WalEntry;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalWriterTest {
  private final Directory directory = new MemoryDirectory();

  @Test
  void positionsFollowWhatIsWrittenAndSynced() throws IOException {
    try (WalWriter writer = Logs.create(directory, 1)) {
      assertEquals(64, writer.position());
      assertEquals(64, writer.syncedUpTo());
      assertFalse(writer.unsynced());
      writer.append(Logs.frame(writer, 0, 1));
      long first = writer.position();
      assertTrue(writer.unsynced());
      assertEquals(64, writer.syncedUpTo());
      writer.sync();
      assertEquals(first, writer.syncedUpTo());
      writer.appendAndSync(Logs.frame(writer, 1, 1));
      assertEquals(writer.position(), writer.syncedUpTo());
    }
  }

  @Test
  void vouchingRecordsASyncOnce() throws IOException {
    try (WalWriter writer = Logs.create(directory, 1)) {
      writer.vouch();
      assertEquals(64, writer.position(), "nothing to vouch for");
      writer.appendAndSync(Logs.frame(writer, 0, 1));
      long synced = writer.position();
      writer.vouch();
      assertEquals(synced + 48, writer.position());
      writer.vouch();
      assertEquals(synced + 48, writer.position(), "a frame records it already");
      writer.append(Logs.frame(writer, 1, 1));
      long behind = writer.position();
      writer.vouch();
      assertEquals(behind, writer.position(), "nothing new was synced");
      writer.sync();
      writer.vouch();
      assertEquals(behind + 48, writer.position());
    }
    assertEquals(2, Logs.replay(directory, new Logs.Lines(), Logs.open(1, 0)).nextSequence());
  }

  @Test
  void aFrameMadeForAnotherPlaceIsRefused() throws IOException {
    try (WalWriter writer = Logs.create(directory, 1)) {
      ByteBuffer frame = Logs.frame(writer, 0, 1).duplicate();
      writer.append(frame.duplicate());
      assertThrows(IllegalStateException.class, () -> writer.append(frame));
    }
  }

  @Test
  void aLogThatExistsIsNotCreatedAgain() throws IOException {
    Logs.create(directory, 1).close();
    assertThrows(FileAlreadyExistsException.class, () -> Logs.create(directory, 1));
  }

  @Test
  void nothingIsAppendedBehindAFailedFrame() throws IOException {
    WalWriter writer = Logs.create(directory, 1);
    writer.append(Logs.frame(writer, 0, 1));
    long sound = writer.position();
    writer.close();
    assertThrows(IOException.class, () -> writer.append(Logs.frame(writer, 1, 1)));
    assertThrows(IllegalStateException.class, () -> writer.append(Logs.frame(writer, 1, 1)));
    assertEquals(sound, writer.position());
  }

  @Test
  void aLogInFilesIsReplayed(@TempDir Path path) throws IOException {
    try (Directory files = FsDirectory.create(path.resolve("db"))) {
      long length;
      try (WalWriter writer = Logs.create(files, 1, 1 << 20)) {
        length = Logs.write(writer, 0, 20).getLast();
      }
      Logs.Lines open = new Logs.Lines();
      assertEquals(
          new ReplayReport(210, 20, 210, List.of()), Logs.replay(files, open, Logs.open(1, 0)));
      WalEntry sealed = Logs.open(1, 0).sealedAt(length);
      Logs.Lines exact = new Logs.Lines();
      Logs.replay(files, exact, sealed);
      assertEquals(Logs.puts(0, 210), exact.lines);
      assertEquals(open.lines, exact.lines);
    }
  }
}
