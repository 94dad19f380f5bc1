package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.DatabaseStats;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import io.iqdb.inspect.Examiner;
import io.iqdb.merging.Specs;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Tuning;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The history of merges came when databases existed that know nothing of it: they are read, and who
 * does not know it reads the rest.
 */
class LaterSectionTest {
  private static final OpenOptions OPTIONS =
      OpenOptions.defaults().mergePolicy(new NoMergePolicy());

  /** What no version has given to anything. */
  private static final int UNKNOWN = 15;

  private Image image;
  private FileName manifest;

  @BeforeEach
  void mergeTwoSegments() throws IOException {
    try (MemoryDirectory directory = new MemoryDirectory()) {
      Iqdb db =
          Doors.open(
              directory, IqdbConfig.of(2, DistanceMetric.EUCLIDEAN), OPTIONS, Tuning.defaults());
      for (int id = 0; id < 2; id++) {
        db.upsert(VectorId.of(id), Vector.of(id, 1));
        db.flush();
      }
      Doors.merge(db, Specs::everything).join();
      Doors.settle(db); // what was merged away goes in the background
      image = Image.of(directory);
      db.close();
    }
    manifest =
        image.files().keySet().stream()
            .filter(name -> name.kind() == FileKind.MANIFEST)
            .findFirst()
            .orElseThrow();
  }

  /** Where the entry of the section stands in the section table. */
  private static int entryAt(byte[] file, SectionKind kind) {
    for (int i = 0; i < Seals.sections(file); i++) {
      int at = Seals.sectionsAt(file) + 32 * i;
      if (Seals.littleEndian(file).getShort(at) == kind.tag()) {
        return at;
      }
    }
    throw new AssertionError("no " + kind);
  }

  private Image withTag(int tag, int flags) {
    byte[] changed = image.bytes(manifest).clone();
    ByteBuffer bytes = Seals.littleEndian(changed);
    int at = entryAt(changed, SectionKind.MERGES);
    bytes.putShort(at, (short) tag).putInt(at + 4, flags);
    Seals.content(changed);
    return image.with(manifest, changed);
  }

  private static boolean isClean(Image some) throws IOException {
    try (Directory directory = some.toDirectory()) {
      return new Examiner(directory, Examiner.LOGIC).run().findings().isEmpty();
    }
  }

  @Test
  void whoDoesNotKnowTheHistoryReadsTheRest() throws IOException {
    assertTrue(isClean(image));
    Image unknown = withTag(UNKNOWN, 0);
    assertTrue(isClean(unknown));
    try (Iqdb db = Doors.openReadOnly(unknown.toDirectory(), OPTIONS)) {
      assertEquals(2, db.size());
      assertEquals(List.of(), db.stats().merging().history());
      assertEquals(new DatabaseStats.Lifetime(0, 0, 0, 0, 0), db.stats().lifetime());
    }
    try (Iqdb db = Doors.open(unknown.toDirectory(), OPTIONS)) {
      db.upsert(VectorId.of(3), Vector.of(3, 3));
      db.flush();
      DatabaseStats.Lifetime lifetime = db.stats().lifetime();
      assertEquals(db.stats().written().flushed(), lifetime.bytesAdded()); // what was is not known
    }
  }

  @Test
  void aSectionThatIsRequiredAndUnknownIsRefused() {
    Image unknown = withTag(UNKNOWN, 1);
    assertThrows(
        UnsupportedVersionException.class,
        () -> Doors.openReadOnly(unknown.toDirectory(), OPTIONS));
  }

  /** Opening does not read the lines: a line that cannot be is met by whoever asks. */
  @Test
  void aLineThatCannotBeIsDamageForThoseWhoReadItAlone() throws IOException {
    byte[] changed = image.bytes(manifest).clone();
    ByteBuffer bytes = Seals.littleEndian(changed);
    int section = (int) bytes.getLong(entryAt(changed, SectionKind.MERGES) + 8);
    bytes.putLong(section + 48 + 16, -1); // a merge that took less than no time
    Seals.content(changed);
    Image impossible = image.with(manifest, changed);
    assertFalse(isClean(impossible));
    try (Iqdb db = Doors.openReadOnly(impossible.toDirectory(), OPTIONS)) {
      assertEquals(2, db.size());
      CorruptFileException damage = assertThrows(CorruptFileException.class, db::stats);
      assertEquals("MERGES", damage.section());
      assertEquals(section + 48 + 16, damage.offset());
    }
    try (Iqdb db = Doors.open(impossible.toDirectory(), OPTIONS)) {
      db.upsert(VectorId.of(3), Vector.of(3, 3));
      db.flush();
      Doors.merge(db, Specs::everything).join(); // goes on all the same
      assertEquals(1, db.segments().size());
    }
  }
}
