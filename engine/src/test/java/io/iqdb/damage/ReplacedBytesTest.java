package io.iqdb.damage;

import io.iqdb.damage.Trial.Mode;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R11: files that are cut, overwritten, lengthened, exchanged or lost. */
class ReplacedBytesTest {
  private static final int PAGE = 512;

  private final List<Mode> modes = Mode.all();
  private final Tally tally = new Tally();
  private SampleDatabase sample;
  private Trial trial;
  private int cases;

  @BeforeEach
  void build() throws IOException {
    sample = SampleDatabase.create();
    trial = new Trial(sample);
  }

  private void replace(FileName file, byte[] bytes, String what) {
    int from = Arrays.mismatch(bytes, sample.image().bytes(file));
    if (from >= 0) {
      Mode mode = modes.get(cases++ % modes.size());
      Image image = sample.image().with(file, bytes);
      tally.add(file, trial.judge(image, file + ", " + what, file, from, mode, false));
    }
  }

  private void truncate(int every) {
    for (Map.Entry<FileName, byte[]> file : sample.image().files().entrySet()) {
      int step = file.getKey().kind() == FileKind.SEGMENT ? every : 1;
      for (int length = 0; length < file.getValue().length; length += step) {
        replace(file.getKey(), Arrays.copyOf(file.getValue(), length), "cut at " + length);
      }
    }
  }

  @Test
  void aFileCutAtAnyOfManyLengthsIsDetectedOrCutOff() throws IOException {
    truncate(17);
    tally.publish("R11-truncation", "files cut at many lengths", trial);
  }

  @Test
  @Tag("slow")
  void aFileCutAtAnyLengthIsDetectedOrCutOff() throws IOException {
    truncate(1);
    tally.publish("R11-every-truncation", "files cut at every length", trial);
  }

  @Test
  void pagesOfZerosOrNoiseAreDetectedOrCutOff() throws IOException {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    System.out.println("R11 seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (Map.Entry<FileName, byte[]> file : sample.image().files().entrySet()) {
      byte[] sound = file.getValue();
      for (int at = 0; at < sound.length; at += PAGE / 4) {
        int end = Math.min(at + PAGE, sound.length);
        byte[] zeros = sound.clone();
        Arrays.fill(zeros, at, end, (byte) 0);
        replace(file.getKey(), zeros, "zeros at " + at);
        byte[] noise = new byte[end - at];
        random.nextBytes(noise);
        byte[] noisy = sound.clone();
        System.arraycopy(noise, 0, noisy, at, noise.length);
        replace(file.getKey(), noisy, "noise at " + at);
        byte[] moved = sound.clone();
        System.arraycopy(sound, 0, moved, at, Math.min(end - at, FileHeader.BYTES));
        replace(file.getKey(), moved, "its beginning at " + at);
      }
    }
    tally.publish("R11-pages", "pages of zeros, noise, and other places", trial);
  }

  @Test
  void garbageBehindAFileIsDetectedOrCutOff() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (Map.Entry<FileName, byte[]> file : sample.image().files().entrySet()) {
      byte[] sound = file.getValue();
      for (int length : new int[] {1, 7, 8, 48, 64, 4096, 100_000}) {
        byte[] tail = new byte[length];
        random.nextBytes(tail);
        byte[] longer = Arrays.copyOf(sound, sound.length + length);
        System.arraycopy(tail, 0, longer, sound.length, length);
        replace(file.getKey(), longer, length + " bytes behind");
        byte[] twice = Arrays.copyOf(sound, sound.length * 2);
        System.arraycopy(sound, 0, twice, sound.length, sound.length);
        replace(file.getKey(), twice, "itself behind");
      }
    }
    tally.publish("R11-garbage", "bytes behind the end", trial);
  }

  @Test
  void aFileInThePlaceOfAnotherIsDetected() throws IOException {
    Image again = SampleDatabase.again().image();
    for (FileName place : sample.image().files().keySet()) {
      for (FileName other : sample.image().files().keySet()) {
        if (!place.equals(other)) {
          replace(place, sample.image().bytes(other), "replaced by " + other);
        }
      }
      for (Mode mode : modes) {
        Image stale = sample.image().with(place, again.bytes(place));
        String what = place + ", written another time";
        Trial.Verdict verdict = trial.judge(stale, what, place, 0, mode, false);
        tally.add(place, verdict);
      }
    }
    tally.publish("R11-exchange", "files in the place of others", trial);
  }

  @Test
  void aLostFileIsDetected() throws IOException {
    for (FileName lost : sample.image().files().keySet()) {
      for (Mode mode : modes) {
        Image image = sample.image().without(lost);
        tally.add(lost, trial.judge(image, lost + " is gone", lost, 0, mode, false));
      }
    }
    tally.publish("R11-loss", "files that are gone", trial);
  }
}
