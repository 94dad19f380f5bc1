package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 (R7): whatever was acknowledged is there afterwards, whatever was under way happened
 * wholly or not at all. {@code -Dtorture.kills} and {@code -Dtorture.seed} choose another run.
 */
@DisabledOnOs(OS.WINDOWS)
final class KillTortureTest {
  private static final int ROUNDS_PER_DIRECTORY = 50;
  private static final long SEED = Long.getLong("torture.seed", 20261121);

  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir Path folder;

  private Path directory(long seed) throws IOException {
    return seed % 2 == 0 && Files.isWritable(MEMORY)
        ? Files.createTempDirectory(MEMORY, "iqdb-torture-")
        : Files.createTempDirectory(folder, "torture-");
  }

  private static void remove(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  /** One directory on the disk, where a sync takes its time, one in memory, where much is done. */
  private Figures torture(int kills, Operations.Style style, String name) throws Exception {
    Figures figures = new Figures();
    int rounds = Math.min(ROUNDS_PER_DIRECTORY, (kills + 1) / 2);
    long seed = SEED;
    for (int done = 0; done < kills; done += rounds) {
      Path directory = directory(seed);
      new Supervisor(directory, seed, style, figures).run(Math.min(rounds, kills - done));
      remove(directory);
      seed++;
      figures.report(name); // a long run shows how far it is
    }
    assertEquals(kills, figures.kills());
    assertTrue(figures.verified() > 0);
    return figures;
  }

  @Test
  void killedWritersLoseNothingThatTheyAcknowledged() throws Exception {
    torture(Integer.getInteger("torture.kills", 6), Operations.Style.MIXED, "r7");
  }

  @Test
  @Tag("slow")
  @Tag("torture")
  void writersKilledManyTimesLoseNothingThatTheyAcknowledged() throws Exception {
    torture(200, Operations.Style.MIXED, "r7-long");
  }

  @Test
  void writersKilledInMergesLoseNothingThatTheyAcknowledged() throws Exception {
    torture(4, Operations.Style.MERGING, "r7-merging");
  }

  /** Most kills meet a merge that runs or publishes, and what they leave is gone after opening. */
  @Test
  @Tag("slow")
  @Tag("torture")
  void writersKilledManyTimesInMergesLoseNothingThatTheyAcknowledged() throws Exception {
    int kills = Integer.getInteger("torture.merging.kills", 200);
    Figures figures = torture(kills, Operations.Style.MERGING, "r7-merging-long");
    assertTrue(figures.killsWhileMerging() > kills / 3, "few kills met a merge");
  }
}
