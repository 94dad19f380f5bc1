package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.DatabaseInfo.Unpublished;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Optimization;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.policy.Access;
import io.iqdb.policy.MergeProgress;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.Output;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Tuning;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the directory tells another process of a merge that runs. */
class MergesSeenOutsideTest {
  private static final int DIMENSION = 256;
  private static final int ROWS = 600;

  /** The first bytes of a file come to the directory with its first 256 KiB. */
  private static final long ENOUGH = 512 << 10;

  private static final IqdbConfig CONFIG = IqdbConfig.of(DIMENSION, DistanceMetric.EUCLIDEAN);
  private static final OpenOptions OPTIONS =
      OpenOptions.defaults().mergePolicy(new NoMergePolicy());
  private static final OpenOptions COPIED = OPTIONS.access(Access.COPY);

  @TempDir Path path;

  private Iqdb open() {
    return Iqdb.open(path, CONFIG, OPTIONS);
  }

  private static void fill(Iqdb db, int from) {
    for (int id = from; id < from + ROWS; id++) {
      float[] components = new float[DIMENSION];
      components[id % DIMENSION] = id;
      db.upsert(VectorId.of(id), Vector.of(components));
    }
    db.flush();
  }

  /** On some systems a file that is open cannot be renamed. */
  @Test
  void aWriterIsAskedForItsFilesWithoutOpeningWhatItWrites() {
    SimDirectory disk = SimDirectory.empty();
    try (Iqdb db = Doors.open(CheckedDirectory.of(disk), CONFIG, COPIED, Tuning.defaults())) {
      fill(db, 0);
      Set<String> unpublished = new HashSet<>();
      Doors.watchMerges(
          db,
          control -> {
            disk.inject(FaultPlan.from(Set.of(Call.OPEN, Call.MAP), 1, Fault.fail(Errno.EIO)));
            db.info().unpublished().forEach(file -> unpublished.add(file.name()));
            assertEquals(1, db.stats().merging().running().size());
            disk.inject(FaultPlan.none());
          });
      Doors.merge(db, Specs::everything).join();
      assertEquals(1, unpublished.size());
      assertTrue(unpublished.iterator().next().startsWith("tmp-"), unpublished.toString());
    }
  }

  @Test
  void aMergeThatRunsShowsWhatItWritesAndHowFarItIs() throws Exception {
    try (Iqdb db = open()) {
      fill(db, 0);
      fill(db, ROWS);
      CountDownLatch far = new CountDownLatch(1);
      CountDownLatch on = new CountDownLatch(1);
      Doors.watchMerges(
          db,
          control -> {
            if (control.bytes() >= ENOUGH && far.getCount() > 0) {
              far.countDown();
              awaitUninterruptibly(on);
            }
          });
      Optimization merge = Doors.merge(db, Specs::everything);
      far.await();
      try (Iqdb outside = Iqdb.openReadOnly(path)) {
        Unpublished file = outside.info().unpublished().getFirst();
        MergeProgress seen = outside.stats().merging().running().getFirst();
        MergeProgress inside = db.merges().running().getFirst();
        on.countDown();
        assertEquals(inside.spec(), seen.spec());
        assertEquals(inside.startedMillis(), seen.startedMillis());
        assertEquals(inside.bytesExpected(), seen.bytesExpected());
        assertTrue(seen.bytesDone() > 0 && seen.bytesDone() <= inside.bytesDone());
        assertTrue(seen.share() > 0 && seen.share() < 1);
        assertEquals(seen, file.merge());

        merge.join();
        outside.refresh();
        assertEquals(file.becomes(), outside.info().segments().getFirst().name());
        assertEquals(List.of(), outside.info().unpublished());
        assertEquals(List.of(), outside.stats().merging().running());
        assertEquals(seen.spec(), outside.stats().merging().history().getFirst().spec());
      } finally {
        on.countDown();
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes files as a process leaves them that ended; each is shown as far as it can be read. */
  @Test
  void filesThatSayNothingAreShownAsFiles() throws Exception {
    open().close();
    FileHeader other =
        FileHeader.of(FileName.of(FileKind.SEGMENT, 70), new UUID(1, 2), 5); // of another database
    byte[] noise = new byte[700];
    noise[0] = 1;
    try (Directory directory = FsDirectory.open(path)) {
      for (byte[] content : List.of(new byte[0], new byte[63], noise, other.encode().array())) {
        try (Output out = directory.create(FileName.temporary(90 + content.length), 0)) {
          out.write(ByteBuffer.wrap(content));
        }
      }
    }
    try (Iqdb outside = Iqdb.openReadOnly(path)) {
      List<Unpublished> files = outside.info().unpublished();
      assertEquals(List.of(0L, 63L, 64L, 700L), files.stream().map(Unpublished::bytes).toList());
      for (Unpublished file : files) {
        assertNull(file.becomes());
        assertNull(file.merge());
      }
      assertEquals(List.of(), outside.stats().merging().running());
    }
  }
}
