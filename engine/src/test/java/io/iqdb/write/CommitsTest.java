package io.iqdb.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.manifest.ManifestData;
import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.manifest.ManifestStore;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.WriterLock;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.IndexKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class CommitsTest {
  private static final int ROUNDS = 10_000;

  private static Commits commits(Directory directory, WriterLock lock) {
    ManifestData first =
        new ManifestData(
            1,
            new UUID(1, 2),
            new StoredConfig(3, DistanceMetric.COSINE, IndexKind.FLAT),
            List.of(),
            List.of(),
            List.of(),
            1,
            1);
    return new Commits(
        directory,
        new ManifestStore(directory, lock, () -> 0, () -> 0, 0),
        new FileNumbers(1, Set.of()),
        new WriterHealth(),
        InstantSource.system(),
        first);
  }

  /** A checkpoint lets go of a segment at the moment in which the last view of it does. */
  @Test
  void aFileThatIsLetGoOfWhileItRetiresDoesNotStay() throws Exception {
    try (Directory directory = new MemoryDirectory();
        WriterLock lock = directory.lock()) {
      Commits commits = commits(directory, lock);
      CyclicBarrier both = new CyclicBarrier(2);
      Thread janitor =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                for (long number = 1; number <= ROUNDS; number++) {
                  await(both);
                  commits.removeRetired(FileName.of(FileKind.SEGMENT, number));
                  await(both);
                }
              });
      for (long number = 1; number <= ROUNDS; number++) {
        FileName segment = FileName.of(FileKind.SEGMENT, number);
        directory.create(segment, 0).close();
        commits.hold(Set.of(segment));
        await(both);
        commits.letGo(Set.of(segment));
        await(both);
        assertEquals(Set.of(), commits.unremoved());
        assertEquals(Set.of(), directory.list());
      }
      janitor.join();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }
}
