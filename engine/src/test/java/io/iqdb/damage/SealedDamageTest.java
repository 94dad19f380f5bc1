package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.damage.Trial.Mode;
import io.iqdb.damage.Trial.Verdict;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.SectionKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * R15: one field changed and all checksums right again. A checksum is no signature: what follows is
 * a typed error, or answers as good as those of any database, never anything else.
 */
class SealedDamageTest {
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final int FRAME_BYTES = 48;

  private final List<Mode> modes = Mode.all();
  private final Tally tally = new Tally();
  private SampleDatabase sample;
  private Trial trial;
  private final List<AssertionError> failures = new ArrayList<>();
  private int cases;

  @BeforeEach
  void build() throws IOException {
    sample = SampleDatabase.create();
    trial = new Trial(sample);
  }

  private void change(FileName file, String what, Consumer<byte[]> change) {
    byte[] bytes = sample.image().bytes(file).clone();
    change.accept(bytes);
    Mode mode = modes.get(cases++ % modes.size());
    Image image = sample.image().with(file, bytes);
    try {
      Verdict verdict = trial.survive(image, file + ", " + what, file, mode);
      tally.add(file, verdict);
    } catch (AssertionError wrong) {
      failures.add(wrong);
    }
  }

  /** Gives the word at {@code at} the values that are most often wrong. */
  private void words(FileName file, int at, int width, Consumer<byte[]> seal) {
    byte[] sound = sample.image().bytes(file);
    long old = read(sound, at, width);
    long most = width == 8 ? Long.MAX_VALUE : (1L << (8 * width - 1)) - 1;
    long[] values = {
      0,
      1,
      -1,
      most,
      most + 1,
      old + 1,
      old - 1,
      old + 8,
      sound.length,
      sound.length - 1,
      64,
      1 << 20
    };
    for (long value : values) {
      if (value != old) {
        change(
            file,
            width + " bytes at " + at + " are " + value,
            bytes -> {
              write(bytes, at, width, value);
              seal.accept(bytes);
            });
      }
    }
  }

  private static long read(byte[] bytes, int at, int width) {
    ByteBuffer source = Seals.littleEndian(bytes);
    return switch (width) {
      case 1 -> source.get(at);
      case 2 -> source.getShort(at);
      case 4 -> source.getInt(at);
      default -> source.getLong(at);
    };
  }

  private static void write(byte[] bytes, int at, int width, long value) {
    ByteBuffer target = Seals.littleEndian(bytes);
    switch (width) {
      case 1 -> target.put(at, (byte) value);
      case 2 -> target.putShort(at, (short) value);
      case 4 -> target.putInt(at, (int) value);
      default -> target.putLong(at, value);
    }
  }

  private void publish(String id, String title) throws IOException {
    tally.publish(id, title, trial);
    if (!failures.isEmpty()) {
      AssertionError first = failures.removeFirst();
      failures.stream().limit(10).forEach(first::addSuppressed);
      throw first;
    }
    assertTrue(trial.mostAllocated() < MOST_ALLOCATED, () -> trial.mostAllocated() + " bytes");
  }

  /** History and plan, of which opening reads little or nothing. */
  @Test
  void whatMergesLeaveBehindMayHoldAnything() throws IOException {
    sample = SampleDatabase.merged();
    trial = new Trial(sample);
    section(SampleDatabase.MANIFEST, SectionKind.MERGES);
    section(SampleDatabase.MERGED, SectionKind.PLAN);
    publish("R15-merges", "wrong words in the history of merges and in a plan");
  }

  private void section(FileName file, SectionKind kind) {
    byte[] bytes = sample.image().bytes(file);
    for (int i = 0; i < Seals.sections(bytes); i++) {
      int entry = Seals.sectionsAt(bytes) + 32 * i;
      if (read(bytes, entry, 2) == kind.tag()) {
        int from = Seals.sectionAt(bytes, i);
        for (int at = 0; at + 8 <= Seals.sectionLength(bytes, i); at += 4) {
          words(file, from + at, 4, Seals::content);
          words(file, from + at, 8, Seals::content);
        }
        return;
      }
    }
    throw new AssertionError("no " + kind + " in " + file);
  }

  @Test
  void headersAndFootersWithWrongFieldsAreRefused() throws IOException {
    for (FileName file : sample.image().files().keySet()) {
      for (int at = 0; at < 60; at += 2) {
        words(file, at, at % 8 == 0 && at < 56 ? 8 : 2, Seals::header);
      }
      if (file.kind() != FileKind.WAL) {
        byte[] sound = sample.image().bytes(file);
        int footer = Seals.footerAt(sound);
        for (int at = Seals.sectionsAt(sound); at < Seals.tailAt(sound); at += 4) {
          words(file, at, at % 8 == 0 ? 8 : 4, bytes -> Seals.tables(bytes, footer));
        }
        for (int at = Seals.tailAt(sound); at < sound.length; at += 4) {
          words(file, at, 4, Seals::tail);
          if (at + 8 <= sound.length) {
            words(file, at, 8, Seals::tail);
          }
        }
      }
    }
    publish("R15-frames", "sealed headers and footers with one wrong field");
  }

  @Test
  void manifestsAndTombstonesWithWrongFieldsAreRefusedOrRead() throws IOException {
    contents(SampleDatabase.MANIFEST, 4, 1);
    contents(SampleDatabase.TOMBSTONES, 2, 1);
    publish("R15-manifest", "sealed manifests and tombstones with one wrong field");
  }

  @Test
  void sectionsOfSegmentsWithWrongFieldsAreRefusedOrRead() throws IOException {
    contents(SampleDatabase.SEGMENT, 4, 23);
    contents(SampleDatabase.BULK, 4, 17);
    publish("R15-segment", "sealed segments with one wrong field, a part");
  }

  @Test
  @Tag("slow")
  void everyWordOfSegmentsMayBeWrong() throws IOException {
    contents(SampleDatabase.SEGMENT, 4, 1);
    contents(SampleDatabase.SEGMENT, 1, 3);
    contents(SampleDatabase.BULK, 4, 1);
    publish("R15-every-word", "sealed segments with one wrong field");
  }

  /** Changes every {@code nth} word of every section. */
  private void contents(FileName file, int width, int nth) {
    byte[] sound = sample.image().bytes(file);
    int word = 0;
    for (int section = 0; section < Seals.sections(sound); section++) {
      int start = Seals.sectionAt(sound, section);
      int end = start + Seals.sectionLength(sound, section);
      for (int at = start; at + width <= end; at += width) {
        // the heads of sections have all the lengths
        if (at < start + 64 || word++ % nth == 0) {
          words(file, at, width, Seals::content);
          if (width == 4 && at % 8 == 0 && at + 8 <= end) {
            words(file, at, 8, Seals::content);
          }
        }
      }
    }
  }

  @Test
  void framesWithWrongFieldsAreRefusedOrRead() throws IOException {
    frames(sample.last());
    publish("R15-log", "sealed frames with one wrong field");
  }

  private void frames(SampleLog log) {
    byte[] sound = sample.image().bytes(log.name());
    long salt = Seals.salt(sound);
    SplittableRandom random = new SplittableRandom(15);
    for (int i = 0; i < log.starts().size(); i++) {
      int start = log.starts().get(i);
      int end = i + 1 < log.starts().size() ? log.starts().get(i + 1) : log.length();
      int body = end - start - FRAME_BYTES;
      Consumer<byte[]> seal = bytes -> Seals.frame(bytes, start, body, salt);
      for (int at = start; at < start + 44; at += 4) {
        words(log.name(), at, at % 8 == 0 ? 8 : 4, seal);
        words(log.name(), at, 4, seal);
      }
      for (int at = start + FRAME_BYTES; at < end; at++) {
        int place = at;
        words(log.name(), at, 1, seal);
        change(
            log.name(),
            "noise at " + at,
            bytes -> {
              bytes[place] = (byte) random.nextInt(256);
              bytes[end - 1 - random.nextInt(body)] = (byte) random.nextInt(256);
              seal.accept(bytes);
            });
      }
    }
  }

  @Test
  void aNewerVersionIsNotTakenForDamage() {
    for (FileName file : sample.image().files().keySet()) {
      byte[] newer = sample.image().bytes(file).clone();
      Seals.littleEndian(newer).putShort(10, (short) (FileHeader.VERSION + 1));
      Seals.header(newer);
      for (Mode mode : modes) {
        Image image = sample.image().with(file, newer);
        assertTrue(trial.refusesVersion(image, mode), () -> file + ", " + mode);
      }
    }
  }
}
