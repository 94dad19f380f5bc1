package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.error.StorageException;
import io.iqdb.policy.Access;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.sim.Call;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.Fault;
import io.iqdb.store.sim.Fault.Errno;
import io.iqdb.store.sim.FaultPlan;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.write.Tuning;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checksums of new segments are compared by whoever wrote them, not by the first who searches. */
class FreshSegmentsTest {
  private static final FaultPlan NO_READS =
      FaultPlan.from(Set.of(Call.READ), 1, Fault.fail(Errno.EIO));

  private final SimDirectory disk = SimDirectory.empty();

  private Iqdb open() {
    return Doors.open(
        CheckedDirectory.of(disk),
        IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
        OpenOptions.defaults().access(Access.MAPPED).mergePolicy(new NoMergePolicy()),
        Tuning.defaults());
  }

  private static void fill(Iqdb db, int from) {
    for (int id = from; id < from + 20_000; id++) {
      db.upsert(VectorId.of(id), Vector.of((float) id, 1));
    }
    db.flush();
  }

  private static long nearest(Iqdb db, int id) {
    var hits = db.search(Query.of(Vector.of((float) id, 1), 1));
    return ((VectorId.U64) hits.getFirst().id()).value();
  }

  @Test
  void searchesOfWhatWasFlushedReadNothing() {
    try (Iqdb db = open()) {
      fill(db, 0);
      disk.inject(NO_READS);
      assertEquals(19_999, nearest(db, 19_999));
      disk.inject(FaultPlan.none());
    }
    try (Iqdb db = open()) { // after opening anew it is for the first search again
      disk.inject(NO_READS);
      assertThrows(StorageException.class, () -> nearest(db, 19_999));
      disk.inject(FaultPlan.none());
    }
  }

  @Test
  void searchesOfWhatWasMergedReadNothing() {
    try (Iqdb db = open()) {
      fill(db, 0);
      fill(db, 20_000);
      Doors.merge(db, Specs::everything).join();
      assertEquals(1, db.info().segments().size());
      disk.inject(NO_READS);
      assertEquals(7, nearest(db, 7));
      assertEquals(39_999, nearest(db, 39_999));
      disk.inject(FaultPlan.none());
    }
  }
}
