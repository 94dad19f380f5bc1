package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.Doors;
import io.iqdb.OpenOptions;
import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.sim.CheckedDirectory;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A tombstone file goes while a reader opens: by then it has mapped the segment. */
class MissingTombstonesTest {
  @Test
  void openersThatMissTombstonesNameThemAndHoldNothing() throws IOException {
    try (MemoryDirectory directory = SampleDatabase.create().image().toDirectory()) {
      FileName tombstones =
          directory.list().stream()
              .filter(name -> name.kind() == FileKind.TOMBSTONE)
              .findFirst()
              .orElseThrow();
      directory.delete(tombstones);
      CheckedDirectory checked = CheckedDirectory.of(directory);
      CorruptFileException missing =
          assertThrows(
              CorruptFileException.class,
              () -> Doors.openReadOnly(checked, OpenOptions.defaults()).close());
      assertEquals(tombstones.toString(), missing.file());
      checked.assertNoMisuse();
    }
  }
}
