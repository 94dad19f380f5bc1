package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.BulkOptions;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Optimization;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.Directory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Random upserts, deletes, bulk loads, flushes, reopenings and merges, with changes while a merge
 * runs, against a map: every get and every search agrees.
 */
class MergeModelTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final Tuning TUNING =
      new Tuning(1 << 12, 1 << 14, 200, 3_600_000_000L, new Random(3));

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void mergesOnRequestAgreeWithTheModel(@ForAll long seed) throws Exception {
    try (MemoryDirectory files = new MemoryDirectory()) {
      new Run(seed, files, new NoMergePolicy()).go(120);
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void mergesInTheBackgroundAgreeWithTheModel(@ForAll long seed) throws Exception {
    try (MemoryDirectory files = new MemoryDirectory()) {
      new Run(seed, files, new Specs.Eager()).go(250);
    }
  }

  /** Outlives those who close it. */
  private static final class Kept extends ForwardingDirectory {
    Kept(Directory inner) {
      super(inner);
    }

    @Override
    public void close() {
      // the next opener comes
    }
  }

  private static final class Run {
    private final Random random;
    private final Directory files;
    private final MergePolicy policy;
    private final SequencedMap<VectorId, VectorRecord> model = new LinkedHashMap<>();
    private Iqdb db;
    private int version;

    Run(long seed, Directory files, MergePolicy policy) {
      this.random = new Random(seed);
      this.files = files;
      this.policy = policy;
      this.db = open();
    }

    private Iqdb open() {
      OpenOptions options =
          OpenOptions.defaults()
              .fsync(FsyncPolicy.NEVER)
              .compression(random.nextBoolean() ? Compression.LZ4 : Compression.NONE)
              .access(Access.COPY)
              .mergePolicy(policy);
      return Doors.open(new Kept(files), CONFIG, options, TUNING);
    }

    void go(int steps) {
      for (int i = 0; i < steps; i++) {
        int choice = random.nextInt(100);
        if (choice < 85) {
          change();
        } else if (choice < 92) {
          merge();
        } else if (choice < 95) {
          db.close();
          db = open();
        } else {
          check();
        }
      }
      check();
      db.close();
      db = open();
      check();
      db.close();
    }

    /** Two merges may run at once, and each changes things at its batches. */
    private synchronized void change() {
      int choice = random.nextInt(20);
      if (choice < 9) {
        VectorRecord put = some();
        db.upsert(put);
        model.putLast(put.id(), put);
      } else if (choice < 14) {
        VectorId id = id();
        assertEquals(model.remove(id) != null, db.delete(id));
      } else if (choice < 16) {
        List<VectorRecord> many = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
          many.add(some());
        }
        db.upsertAll(many, BulkOptions.defaults());
        many.forEach(put -> model.putLast(put.id(), put));
      } else {
        db.flush();
      }
    }

    /** Merges some segments while changes arrive at its batches. */
    private void merge() {
      Doors.watchMerges(
          db,
          control -> {
            if (!control.spec().background() && random.nextInt(3) == 0) {
              change();
            }
          });
      Optimization merge =
          Doors.merge(
              db,
              segments ->
                  random.nextBoolean() ? Specs.everything(segments) : Specs.some(segments, random));
      merge.join(); // from here on this thread alone uses the model again
      Doors.watchMerges(db, _ -> {});
    }

    private VectorId id() {
      int number = random.nextInt(40);
      return number % 4 == 0 ? VectorId.of("id " + number) : VectorId.of(number);
    }

    private VectorRecord some() {
      Vector vector = Vector.of(random.nextInt(9), random.nextInt(9));
      version++;
      return random.nextInt(3) == 0
          ? VectorRecord.of(id(), vector)
          : VectorRecord.of(id(), vector, Metadata.of("version", Value.of((long) version)));
    }

    private void check() {
      assertEquals(model.size(), db.size());
      List<VectorRecord> all = new ArrayList<>();
      db.forEach(all::add);
      assertEquals(List.copyOf(model.sequencedValues()), all);
      for (int i = 0; i < 5; i++) {
        VectorId id = id();
        assertEquals(Optional.ofNullable(model.get(id)), db.get(id));
      }
      Vector query = Vector.of(random.nextInt(9), random.nextInt(9));
      List<VectorId> nearest =
          model.values().stream()
              .sorted(Comparator.comparingDouble(known -> distance(known.vector(), query)))
              .limit(7)
              .map(VectorRecord::id)
              .toList();
      assertEquals(nearest, db.search(Query.of(query, 7)).stream().map(Hit::id).toList());
    }

    private static double distance(Vector a, Vector b) {
      float[] x = a.toArray();
      float[] y = b.toArray();
      return Math.hypot(x[0] - y[0], x[1] - y[1]);
    }
  }
}
