package io.iqdb.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.MovableClock;
import io.iqdb.OpenOptions;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.NoMergePolicy;
import io.iqdb.store.sim.CheckedDirectory;
import io.iqdb.store.sim.SimDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import io.iqdb.write.Tuning;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * R27: the clock of a database jumps by ten years, back or ahead, or stands still, at any moment
 * and while merges run. Nothing changes but which records that expire are visible; those that were
 * over by the clock while a merge ran may be gone for good.
 */
class ClockTest {
  private static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);
  private static final long START = 2_000_000_000_000L;
  private static final long YEARS = Duration.ofDays(3653).toMillis();
  private static final int IDS = 30;

  private final SimDirectory disk = SimDirectory.empty();
  private final MovableClock clock = new MovableClock(START);
  private final Map<VectorId, VectorRecord> model = new HashMap<>();

  /** Records that a merge may have dropped: the clock was beyond them at some time. */
  private final Set<VectorId> doubtful = new HashSet<>();

  private Iqdb open(MergePolicy policy) {
    return Doors.open(
        CheckedDirectory.of(disk),
        CONFIG,
        OpenOptions.defaults()
            .fsync(FsyncPolicy.NEVER)
            .access(Access.COPY)
            .mergePolicy(policy)
            .clock(clock),
        new Tuning(1 << 12, 1 << 14, 200, 0, -1, new Random(3)));
  }

  private void put(Iqdb db, long id, long version, long expiresAt) {
    VectorRecord record =
        VectorRecord.of(VectorId.of(id), Vector.of((float) id, (float) version))
            .expiresAt(expiresAt);
    db.upsert(record);
    model.put(record.id(), record);
    doubtful.remove(record.id());
    doubt();
  }

  private void move(long to) {
    clock.set(to);
    doubt();
  }

  private void doubt() {
    long now = clock.millis();
    model.values().stream()
        .filter(record -> record.expiresAt() <= now)
        .forEach(record -> doubtful.add(record.id()));
  }

  private void check(Iqdb db) {
    long now = clock.millis();
    Map<VectorId, VectorRecord> seen = new HashMap<>();
    db.forEach(record -> seen.put(record.id(), record));
    for (long id = 0; id < IDS; id++) {
      VectorRecord written = model.get(VectorId.of(id));
      VectorRecord found = seen.get(VectorId.of(id));
      if (written == null || written.expiresAt() <= now) {
        assertEquals(null, found, "deleted or over");
      } else if (found == null) {
        assertTrue(doubtful.contains(written.id()), () -> written.id() + " is lost");
      } else {
        assertEquals(written, found);
      }
      assertEquals(found != null, db.contains(VectorId.of(id)));
    }
    assertEquals(seen.size(), db.size());
    Set<VectorId> hits = new HashSet<>();
    for (Hit hit : db.search(Query.of(Vector.of(0, 0), 2 * IDS))) {
      hits.add(hit.id());
    }
    assertEquals(seen.keySet(), hits);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void jumpsChangeNothingButWhatHasExpired(long seed) {
    Random random = new Random(seed);
    boolean background = seed % 2 == 0;
    MergePolicy policy = background ? new Specs.Eager() : new NoMergePolicy();
    Iqdb db = open(policy);
    for (int step = 0; step < 150; step++) {
      long id = random.nextInt(IDS);
      switch (random.nextInt(14)) {
        case 0, 1, 2 -> put(db, id, step, VectorRecord.NEVER);
        case 3, 4 -> put(db, id, step, START + (random.nextInt(5) - 2) * (YEARS / 2) + step);
        case 5 -> {
          db.delete(VectorId.of(id));
          model.remove(VectorId.of(id));
        }
        case 6, 7 -> db.flush();
        case 8 -> move(START + (random.nextInt(3) - 1) * YEARS);
        case 9 -> move(clock.millis()); // stands still
        case 10 -> {
          if (!background) {
            Doors.watchMerges(db, _ -> move(START + (random.nextInt(3) - 1) * YEARS));
            Doors.merge(db, Specs::everything).join();
          }
        }
        case 11 -> {
          db.close();
          db = open(policy);
        }
        case 12 -> Doors.merge(db, Specs::eachAlone).join();
        default -> check(db);
      }
    }
    check(db);
    db.close();
    db = open(policy);
    check(db);
    db.close();
  }

  /** Documented: a clock that jumps ahead while a merge runs drops records for good. */
  @Test
  void whatWasOverWhenAMergeBeganIsGoneThoughTheClockGoesBack() {
    try (Iqdb db = open(new NoMergePolicy())) {
      put(db, 1, 1, START + 1);
      put(db, 2, 1, VectorRecord.NEVER);
      db.flush();
      clock.set(START + YEARS);
      Doors.merge(db, Specs::everything).join();
      clock.set(START);
      assertFalse(db.contains(VectorId.of(1)));
      assertTrue(db.contains(VectorId.of(2)));
    }
  }

  /** Which records a merge drops is settled when it begins. */
  @Test
  void jumpInTheMiddleOfAMergeDropsNothingThatWasThereWhenItBegan() {
    try (Iqdb db = open(new NoMergePolicy())) {
      put(db, 1, 1, START + 1);
      put(db, 2, 1, VectorRecord.NEVER);
      db.flush();
      put(db, 3, 1, START - 1);
      db.flush();
      Doors.watchMerges(db, _ -> clock.set(START + YEARS));
      Doors.merge(db, Specs::everything).join();
      assertEquals(1, db.size());
      clock.set(START);
      assertEquals(2, db.size());
      assertEquals(
          List.of(2L), db.info().segments().stream().map(segment -> segment.rows()).toList());
    }
  }

  @Test
  void clockBeforeTheBeginningIsNoHindrance() {
    try (Iqdb db = open(new Specs.Eager())) {
      put(db, 1, 1, START);
      db.flush();
      clock.set(-YEARS);
      put(db, 2, 1, 5);
      db.flush();
      db.merges().run().join();
      assertEquals(2, db.size());
    }
  }
}
