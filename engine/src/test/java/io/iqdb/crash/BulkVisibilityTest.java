package io.iqdb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Snapshot;
import io.iqdb.format.FileKind;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What readers see while a bulk chunk is on its way into the database. */
class BulkVisibilityTest {
  private static final VectorId ID = VectorId.of(1);

  @Test
  void whoLooksWhileAChunkIsPublishedSeesWhatItReplaces() {
    DuringPublish disk = new DuringPublish(new MemoryDirectory());
    Tuning tuning = new Tuning(4096, 1 << 30, 0, 16 << 10, -1, new Random(1));
    List<Snapshot> taken = new ArrayList<>();
    try (Iqdb db =
        Doors.open(
            disk,
            IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
            OpenOptions.defaults().mergePolicy(new NoMergePolicy()),
            tuning)) {
      db.upsert(ID, Vector.of(1, 1)); // in the memtable, where deaths are told by their sequence
      disk.next(FileKind.MANIFEST, () -> taken.add(db.snapshot()));
      db.upsertAll(
          List.of(
              VectorRecord.of(ID, Vector.of(2, 2)),
              VectorRecord.of(VectorId.of(2), Vector.of(3, 3))));
      assertEquals(1, db.info().segments().size());
      try (Snapshot before = taken.getFirst()) {
        assertEquals(1, before.size());
        assertTrue(before.contains(ID));
        assertEquals(Vector.of(1, 1), before.get(ID).map(VectorRecord::vector).orElseThrow());
        assertEquals(1, before.search(Query.of(Vector.of(0, 0), 5)).size());
      }
      assertEquals(Vector.of(2, 2), db.get(ID).map(VectorRecord::vector).orElseThrow());
      assertEquals(2, db.size());
    }
  }
}
