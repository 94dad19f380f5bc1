package io.iqdb.damage;

import io.iqdb.Iqdb;
import io.iqdb.error.IqdbException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.store.FsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A process that opens one damaged copy after the other from a real file system and asks it
 * everything. Prints how many it named and how many answered; anything else ends it.
 */
final class DamageBatch {
  private static final int WRITE_EACH = 20;

  private final SampleDatabase sample;
  private final SplittableRandom random;
  private final Path directory;
  private final List<FileName> files;

  private DamageBatch(long seed, Path directory) throws IOException {
    this.sample = SampleDatabase.large(2000);
    this.random = new SplittableRandom(seed);
    this.directory = directory;
    this.files = new ArrayList<>(sample.image().files().keySet());
  }

  public static void main(String[] arguments) throws IOException {
    DamageBatch batch = new DamageBatch(Long.parseLong(arguments[0]), Path.of(arguments[1]));
    int count = Integer.parseInt(arguments[2]);
    Access access = Access.valueOf(arguments[3]);
    Verification verification = Verification.valueOf(arguments[4]);
    int named = 0;
    for (int i = 0; i < count; i++) {
      Trial.Mode mode = new Trial.Mode(access, verification, i % WRITE_EACH == 0);
      named += batch.isNamed(mode) ? 1 : 0;
    }
    System.out.println("named " + named + " answered " + (count - named));
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private boolean isNamed(Trial.Mode mode) throws IOException {
    FileName file = files.get(random.nextInt(files.size()));
    byte[] bytes = damaged(file, sample.image().bytes(file).clone());
    sample.image().with(file, bytes).writeTo(directory);
    try (Iqdb db = mode.open(FsDirectory.open(directory))) {
      Answers.of(db);
      return false;
    } catch (IqdbException damage) {
      return true;
    }
  }

  private byte[] damaged(FileName file, byte[] bytes) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4096), (byte) 0);
      default -> {
        if (file.kind() == FileKind.WAL || at + 8 > Seals.footerAt(bytes)) {
          bytes[at] = (byte) random.nextInt(256);
        } else {
          long[] values = {0, -1, Integer.MAX_VALUE, Long.MAX_VALUE, random.nextLong()};
          long value = values[random.nextInt(values.length)];
          if (random.nextBoolean()) {
            Seals.littleEndian(bytes).putInt(at & -4, (int) value);
          } else {
            Seals.littleEndian(bytes).putLong(at & -4, value);
          }
          Seals.content(bytes);
        }
      }
    }
    return bytes;
  }
}
