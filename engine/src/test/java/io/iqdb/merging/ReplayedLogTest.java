package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.error.DiskFullException;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import org.junit.jupiter.api.Test;

/** A log of an earlier process that nobody may have synced, on a disk without room to flush it. */
class ReplayedLogTest {
  private static final VectorId ID = VectorId.of(1);
  private static final int LARGE = 100_000;

  private final SimDirectory disk = SimDirectory.empty();

  private Iqdb open() {
    return Doors.open(
        disk,
        IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
        OpenOptions.defaults()
            .fsync(FsyncPolicy.NEVER)
            .compression(Compression.NONE)
            .mergePolicy(new NoMergePolicy()),
        Tuning.defaults());
  }

  private static Vector vector(Iqdb db) {
    return db.get(ID).map(VectorRecord::vector).orElseThrow();
  }

  @Test
  void noMergeRestsOnWhatItSaysBeforeThatIsFlushed() {
    Iqdb first = open();
    first.upsert(ID, Vector.of(1, 1));
    first.flush();
    Metadata large = Metadata.of("text", Value.of("x".repeat(LARGE)));
    first.upsert(VectorRecord.of(ID, Vector.of(2, 2), large));
    disk.limitTo(disk.image().used() + disk.reserved() + LARGE / 4); // a manifest has room
    assertThrows(DiskFullException.class, first::close, "the log has it");
    try (Iqdb db = open()) {
      assertEquals(Vector.of(2, 2), vector(db));
      // the row of the segment is dead, and a merge would need no room to let it go
      assertThrows(DiskFullException.class, Doors.merge(db, Specs::everything)::join);
      assertEquals(1, db.info().segments().size());
      disk.limitTo(Long.MAX_VALUE);
      db.flush();
      Doors.merge(db, Specs::everything).join();
      assertEquals(1, db.info().segments().size());
      assertEquals(0, db.info().segments().getFirst().deleted());
      assertEquals(Vector.of(2, 2), vector(db));
    }
  }
}
