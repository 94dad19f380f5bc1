package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.damage.Trial.Mode;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R11: no flip of a bit goes unnoticed. */
class BitFlipTest {
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final int LARGE_CASES = 1000;

  private SampleDatabase sample;
  private Trial trial;
  private final Tally tally = new Tally();
  private final List<Mode> modes = Mode.all();
  private int cases;

  @BeforeEach
  void build() throws IOException {
    sample = SampleDatabase.create();
    trial = new Trial(sample);
  }

  private void flip(FileName file, int offset, int bit, Mode mode) {
    byte[] bytes = sample.image().bytes(file).clone();
    bytes[offset] ^= (byte) (1 << bit);
    String what = file + ", byte " + offset + ", bit " + bit;
    tally.add(file, trial.judge(sample.image().with(file, bytes), what, file, offset, mode, false));
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aFlippedBitInEveryByteIsDetectedOrCutOff() throws IOException {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    System.out.println("R11 seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    flipEveryByte(() -> new int[] {random.nextInt(8)});
    tally.publish("R11", "one bit of every byte", trial);
  }

  /** What no answer depends on is covered like the rest. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aFlippedBitInWhatMergesLeaveBehindIsDetected() throws IOException {
    sample = SampleDatabase.merged();
    trial = new Trial(sample);
    for (FileName file : List.of(SampleDatabase.MANIFEST, SampleDatabase.MERGED)) {
      for (int offset = 0; offset < sample.image().bytes(file).length; offset++) {
        flip(file, offset, offset % 8, modes.get(cases++ % modes.size()));
      }
    }
    assertEquals(cases, tally.total());
    tally.publish(
        "R11-merges", "one bit of every byte of a merged segment and its manifest", trial);
  }

  /** Only a file of several blocks can be damaged where opening does not look. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void aFlippedBitInALargeSegmentIsDetectedBeforeAResultDependsOnIt() throws IOException {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    System.out.println("R11 seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    sample = SampleDatabase.large(3000);
    trial = new Trial(sample);
    int length = sample.image().bytes(SampleDatabase.SEGMENT).length;
    for (int i = 0; i < LARGE_CASES; i++) {
      int offset = random.nextInt(length);
      flip(SampleDatabase.SEGMENT, offset, random.nextInt(8), modes.get(i % modes.size()));
    }
    tally.publish("R11-large", "one bit of a large segment", trial);
  }

  @Test
  @Tag("slow")
  void everyFlippedBitIsDetectedOrCutOff() throws IOException {
    flipEveryByte(() -> new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    tally.publish("R11-every-bit", "every bit of every byte", trial);
  }

  private void flipEveryByte(Supplier<int[]> bits) {
    for (Map.Entry<FileName, byte[]> file : sample.image().files().entrySet()) {
      for (int offset = 0; offset < file.getValue().length; offset++) {
        for (int bit : bits.get()) {
          flip(file.getKey(), offset, bit, modes.get(cases++ % modes.size()));
        }
      }
    }
    assertEquals(cases, tally.total());
    assertTrue(trial.mostAllocated() < MOST_ALLOCATED, () -> trial.mostAllocated() + " bytes");
  }
}
