package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.DatabaseCheck;
import io.iqdb.FileDump;
import io.iqdb.Iqdb;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.wal.WalFormat;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.types.VectorId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R17: files that claim to be huge, or are. Refused without memory to match. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BombTest {
  @TempDir Path directory;

  private void grow(FileName file, long length) throws IOException {
    try (RandomAccessFile sparse =
        new RandomAccessFile(directory.resolve(file.toString()).toFile(), "rw")) {
      sparse.setLength(length);
    }
  }

  private void refused(String what) throws IOException {
    LittleMemory.suffices(
        what,
        () -> {
          assertFalse(DatabaseCheck.run(directory, 3).clean());
          assertThrows(CorruptFileException.class, () -> Iqdb.openReadOnly(directory).close());
          assertThrows(CorruptFileException.class, () -> Iqdb.open(directory).close());
        });
  }

  @Test
  void aLogOfTenGigabytesIsRefused() throws IOException {
    SampleDatabase sample = SampleDatabase.create();
    sample.image().writeTo(directory);
    grow(sample.last().name(), 10L << 30);
    refused("log of 10 GiB");
  }

  @Test
  void aLongEmptyEndOfALogIsPassedOver() throws IOException {
    SampleDatabase sample = SampleDatabase.create();
    sample.image().writeTo(directory);
    grow(sample.last().name(), 256L << 20);
    LittleMemory.suffices(
        "log with 256 MiB of zeros",
        () -> {
          assertTrue(DatabaseCheck.run(directory, 1).clean());
          try (Iqdb db = Iqdb.openReadOnly(directory)) {
            assertEquals(new Trial(sample).undamaged().size(), db.size());
          }
        });
  }

  @Test
  void publishedFilesOfTenGigabytesAreRefused() throws IOException {
    SampleDatabase sample = SampleDatabase.create();
    for (FileName file : sample.image().files().keySet()) {
      if (file.kind() != FileKind.WAL) {
        sample.image().writeTo(directory);
        grow(file, 10L << 30);
        refused(file + " of 10 GiB");
        LittleMemory.suffices(
            "dump of it",
            () ->
                assertTrue(
                    FileDump.run(directory.resolve(file.toString()), FileDump.Options.defaults())
                        .containsKey("findings")));
      }
    }
  }

  /** Every count and length of the manifest and the segment, as large as it can be. */
  @Test
  void largestCountsAreRefused() throws IOException {
    SampleDatabase sample = SampleDatabase.create();
    Trial trial = new Trial(sample);
    Tally tally = new Tally();
    for (FileName file : sample.image().files().keySet()) {
      if (file.kind() == FileKind.WAL) {
        continue;
      }
      byte[] sound = sample.image().bytes(file);
      for (int section = 0; section < Seals.sections(sound); section++) {
        int start = Seals.sectionAt(sound, section);
        for (int at = start;
            at + 4 <= start + Math.min(64, Seals.sectionLength(sound, section));
            at += 4) {
          for (int count : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 28, -1}) {
            byte[] bomb = sound.clone();
            Seals.littleEndian(bomb).putInt(at, count);
            Seals.content(bomb);
            Trial.Mode mode = new Trial.Mode(Access.MAPPED, Verification.LAZY, false);
            String what = file + " with " + count + " at " + at;
            tally.add(file, trial.survive(sample.image().with(file, bomb), what, file, mode));
          }
        }
      }
    }
    tally.publish("R17", "largest counts behind right checksums", trial);
    assertTrue(trial.mostAllocated() < LittleMemory.BYTES, () -> trial.mostAllocated() + " bytes");
  }

  @Test
  void metadataNestedWithoutEndIsRefused() throws IOException {
    logged(nested(100_000), "metadata nested 100,000 deep");
  }

  @Test
  void metadataThatClaimsMoreThanItHasIsRefused() throws IOException {
    // one field, its name "a", a text of 2^28 - 1 bytes
    byte[] claim = {1, 1, 'a', 5, -1, -1, -1, 127};
    logged(claim, "text of 256 MiB that is not there");
    byte[] count = {-1, -1, -1, 127};
    logged(count, "metadata of 2^28 fields that are not there");
  }

  /** Objects inside objects; lengths are right. */
  private static byte[] nested(int depth) {
    byte[] inner = {0};
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    int length = inner.length;
    byte[][] parts = new byte[depth][];
    for (int i = 0; i < depth; i++) {
      ByteArrayOutputStream part = new ByteArrayOutputStream();
      part.writeBytes(new byte[] {1, 1, 'a', 8});
      int rest = length;
      while (rest > 127) {
        part.write((rest & 127) | 128);
        rest >>>= 7;
      }
      part.write(rest);
      parts[i] = part.toByteArray();
      length += parts[i].length;
    }
    for (int i = depth - 1; i >= 0; i--) {
      heads.writeBytes(parts[i]);
    }
    heads.writeBytes(inner);
    return heads.toByteArray();
  }

  /** Puts a record with this metadata at the end of the open log. */
  private void logged(byte[] metadata, String what) throws IOException {
    SampleDatabase sample = SampleDatabase.create();
    sample.image().writeTo(directory);
    float[] vector = new float[SampleDatabase.DIMENSION];
    sample
        .last()
        .data(records -> records.upsert(VectorId.of(9), vector, metadata, WalFormat.NEVER));
    Path log = directory.resolve(sample.last().name().toString());
    Files.write(log, sample.last().bytes());
    refused(what);
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    assertThrows(InvalidArgumentException.class, () -> DatabaseCheck.run(directory, 4));
    assertThrows(InvalidArgumentException.class, () -> DatabaseCheck.run(directory, 0));
    assertThrows(InvalidArgumentException.class, () -> FileDump.Options.defaults().skip(-1));
    assertThrows(InvalidArgumentException.class, () -> FileDump.Options.defaults().limit(-1));
  }
}
