package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.types.DistanceMetric;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Openers for reading in another process while this one writes, flushes and loads. */
final class ReadersBesideWriterTest {
  private static final int OPENINGS = 100;

  /** One of those whose fourth operation is a bulk load that becomes a segment of its own. */
  private static final long SEED = 4;

  private static final IqdbConfig CONFIG = IqdbConfig.of(8, DistanceMetric.EUCLIDEAN);

  @TempDir Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger acknowledged = new AtomicInteger(-1);

  /** Slow enough for the reader to come through, and never idle. */
  private void write(Iqdb db) {
    Operations operations = new Operations(SEED, 1, 0, Operations.Style.MARKED);
    Applier applier = new Applier(db, new Records(CONFIG.dimension()), 0);
    for (int number = 0; !stop.get(); number++) {
      Operation operation = operations.at(number);
      applier.apply(operation, read -> {});
      if (operation instanceof Operation.Batch || operation instanceof Operation.Bulk) {
        acknowledged.set(number);
      }
    }
  }

  @Test
  void everyOpenerSeesAPrefixThatHoldsAllThatWasAcknowledgedBefore() throws Exception {
    readBesideWriter("open");
  }

  @Test
  void everyRefreshSeesAPrefixThatHoldsAllThatWasAcknowledgedBefore() throws Exception {
    readBesideWriter("refresh");
  }

  private void readBesideWriter(String how) throws Exception {
    Path path = folder.resolve("database");
    OpenOptions options = OpenOptions.defaults().fsync(FsyncPolicy.NEVER).memtableBytes(64 << 10);
    try (Iqdb db = Iqdb.create(path, CONFIG, options);
        JavaProcess reader = JavaProcess.start(folder, ReaderChild.class, path, SEED)) {
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(db));
      int seen = -1;
      try {
        for (int i = 0; i < OPENINGS; i++) {
          int before = acknowledged.get();
          seen = Integer.parseInt(reader.ask(how));
          assertTrue(seen >= before, "saw " + seen + " after " + before + " was acknowledged");
        }
      } finally {
        stop.set(true);
        writer.join();
      }
      assertEquals(acknowledged.get(), Integer.parseInt(reader.ask(how)));
      reader.endOfInput();
      assertEquals("unchanged", reader.readLine());
      assertTrue(seen > OPENINGS, "the writer hardly wrote");
    }
  }
}
