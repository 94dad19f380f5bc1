package io.iqdb.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.MovableClock;
import io.iqdb.OpenOptions;
import io.iqdb.Snapshot;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.testing.AllocatedBytes;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchAllocationTest {
  private static final int SEARCHES = 200;

  @Test
  void aSearchAllocatesItsResultAndNothingElse(@TempDir Path directory) {
    MovableClock clock = new MovableClock(1_000);
    try (Iqdb db = filled(directory, OpenOptions.defaults().clock(clock))) {
      Query plain = Query.of(Vector.of(new float[16]), 10).withoutMetadata();
      assertEquals(0, beyondResult(db::search, plain));
      assertEquals(0, beyondResult(db::search, plain.filter(Filter.ge("n", Value.of(1_500L)))));
      try (Snapshot snapshot = db.snapshot()) {
        assertEquals(0, beyondResult(snapshot::search, plain));
      }
    }
  }

  @Test
  void norDoesOneThatPassesOverWhatHasExpired(@TempDir Path directory) {
    MovableClock clock = new MovableClock(1_000);
    try (Iqdb db = filled(directory, OpenOptions.defaults().clock(clock))) {
      clock.set(2_000);
      assertEquals(2_000, db.size());
      Query plain = Query.of(Vector.of(new float[16]), 10).withoutMetadata();
      assertEquals(0, beyondResult(db::search, plain));
    }
  }

  /** Records of which every third expires, in a segment and in memory. */
  private static Iqdb filled(Path directory, OpenOptions options) {
    IqdbConfig config = IqdbConfig.of(16, DistanceMetric.EUCLIDEAN);
    Iqdb db = Iqdb.create(directory, config, options.fsync(FsyncPolicy.NEVER));
    for (int i = 0; i < 3_000; i++) {
      float[] components = new float[16];
      components[i % 16] = i;
      VectorRecord record =
          VectorRecord.of(
              VectorId.of(i), Vector.of(components), Metadata.of("n", Value.of((long) i)));
      db.upsert(i % 3 == 0 ? record.expiresAt(2_000) : record);
      if (i == 2_000) {
        db.flush();
      }
    }
    return db;
  }

  /** Bytes a search takes more than making its result again does, once everything is compiled. */
  private static long beyondResult(Function<Query, List<Hit>> door, Query query) {
    long beyond = Long.MAX_VALUE;
    for (int round = 0; round < 50 && beyond > 0; round++) {
      long searching = AllocatedBytes.leastOf(() -> search(door, query));
      List<Hit> hits = door.apply(query);
      long copying = AllocatedBytes.leastOf(() -> copy(hits));
      beyond = Math.min(beyond, Math.max(0, searching - copying) / SEARCHES);
    }
    return beyond;
  }

  private static void search(Function<Query, List<Hit>> door, Query query) {
    for (int i = 0; i < SEARCHES; i++) {
      var _ = door.apply(query);
    }
  }

  private static void copy(List<Hit> hits) {
    for (int i = 0; i < SEARCHES; i++) {
      List<Hit> copy = new ArrayList<>(hits.size());
      for (Hit hit : hits) {
        copy.add(new Hit(VectorId.of(((VectorId.U64) hit.id()).value()), hit.distance(), null));
      }
      if (copy.size() != hits.size()) {
        throw new AssertionError("a copy of another size");
      }
    }
  }
}
