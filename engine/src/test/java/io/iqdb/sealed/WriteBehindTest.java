package io.iqdb.sealed;

import static io.iqdb.sealed.SampleFile.HEADER;
import static io.iqdb.sealed.SampleFile.TEMPORARY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.format.SectionKind;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class WriteBehindTest {
  private static final int PIECE = 1 << 20;

  private final CountingDirectory directory = new CountingDirectory(new MemoryDirectory());

  private void write(SealedFileWriter file, long bytes) throws IOException {
    file.beginSection(SectionKind.VEC, 1, bytes);
    for (long done = 0; done < bytes; done += PIECE) {
      file.write(ByteBuffer.allocate(PIECE));
    }
  }

  @Test
  void longFileIsSyncedOnTheWayAndAtItsEnd() throws IOException {
    try (SealedFileWriter file = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      write(file, 3 * WriteBehind.STEP);
      file.finish();
    }
    assertTrue(directory.syncs.get() >= 2, directory.syncs + " syncs");
  }

  @Test
  void shortFileIsSyncedOnce() throws IOException {
    try (SealedFileWriter file = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
      write(file, WriteBehind.STEP / 2);
      file.finish();
    }
    assertEquals(1, directory.syncs.get());
  }

  @Test
  void syncThatFailsOnTheWayFailsTheFileAndNoneFollows() throws IOException {
    directory.syncsFail = true;
    assertThrows(
        IOException.class,
        () -> {
          try (SealedFileWriter file = SealedFileWriter.create(directory, TEMPORARY, HEADER)) {
            write(file, 3 * WriteBehind.STEP);
            file.finish();
          }
        });
    assertEquals(1, directory.syncs.get());
    assertTrue(directory.list().isEmpty());
  }
}
