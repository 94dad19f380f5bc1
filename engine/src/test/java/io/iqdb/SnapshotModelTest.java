package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Filter;
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
import org.jspecify.annotations.Nullable;

/**
 * Random operations beside several snapshots that are held: each of them equals, in every way to
 * read it, what a plain map was when it was taken.
 */
class SnapshotModelTest {
  private static final Filter ODD = Filter.eq("odd", Value.of(true));
  private static final int IDS = 40;

  /** A snapshot, and what it has to show in the order of insertion. */
  private record Held(Snapshot snapshot, List<VectorRecord> expected) {}

  private final MovableClock clock = new MovableClock(1_000);
  private final SequencedMap<VectorId, VectorRecord> model = new LinkedHashMap<>();
  private final List<Held> held = new ArrayList<>();
  private Random random = new Random(0);
  private long now = 1_000;
  private int version;
  private @Nullable Iqdb opened;

  private Iqdb db() {
    if (opened == null) {
      opened =
          Doors.open(
              new MemoryDirectory(),
              IqdbConfig.of(2, DistanceMetric.EUCLIDEAN),
              OpenOptions.defaults().clock(clock).access(Access.COPY).fsync(FsyncPolicy.NEVER),
              new Tuning(1 << 12, 1 << 20, 300, 0, 1_000_000_000L, new Random(random.nextLong())));
    }
    return opened;
  }

  @Property(tries = 150)
  void everySnapshotStaysWhatTheModelWas(@ForAll long seed) {
    random = new Random(seed);
    int steps = 20 + random.nextInt(200);
    for (int step = 0; step < steps; step++) {
      step();
    }
    held.forEach(this::check);
    held.forEach(each -> each.snapshot().close());
    held.clear();
    model.clear();
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }

  private void step() {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> put(record());
      case 4, 5 -> delete(id());
      case 6 -> batch();
      case 7 -> bulk();
      case 8 -> db().flush();
      case 9 -> {
        now += random.nextInt(300);
        clock.set(now);
      }
      case 10, 11 -> held.add(new Held(db().snapshot(), visible()));
      case 12 -> assertEquals(visible().size(), db().size());
      case 13 -> deleteOdd();
      default -> {
        if (!held.isEmpty()) {
          int index = random.nextInt(held.size());
          check(held.get(index));
          if (random.nextBoolean()) {
            held.remove(index).snapshot().close();
          }
        }
      }
    }
  }

  private List<VectorRecord> visible() {
    return model.values().stream().filter(record -> record.expiresAt() > now).toList();
  }

  private VectorId id() {
    int number = random.nextInt(IDS);
    return switch (number % 3) {
      case 0 -> VectorId.of(number - 9L);
      case 1 -> VectorId.of("n" + number);
      default -> VectorId.of("x".repeat(number / 3) + (char) number);
    };
  }

  private VectorRecord record() {
    VectorRecord record =
        VectorRecord.of(
            id(),
            Vector.of(random.nextInt(50), version++),
            Metadata.of("odd", Value.of(random.nextInt(5) == 1)));
    return random.nextInt(3) == 0 ? record.expiresAt(now + random.nextInt(500)) : record;
  }

  private void model(VectorRecord record) {
    model.remove(record.id());
    model.put(record.id(), record);
  }

  private void put(VectorRecord record) {
    db().upsert(record);
    model(record);
  }

  private void delete(VectorId id) {
    VectorRecord there = model.remove(id);
    assertEquals(there != null && there.expiresAt() > now, db().delete(id));
  }

  private void deleteOdd() {
    List<VectorRecord> odd = visible().stream().filter(SnapshotModelTest::isOdd).toList();
    assertEquals(odd.size(), db().deleteAll(ODD));
    odd.forEach(record -> model.remove(record.id()));
  }

  private void batch() {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int i = 0; i < 4; i++) {
      VectorRecord record = record();
      batch.upsert(record);
      model(record);
      VectorId gone = id();
      batch.delete(gone);
      model.remove(gone);
    }
    db().write(batch.build());
  }

  private void bulk() {
    List<VectorRecord> records = new ArrayList<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      records.add(record());
      model(records.getLast());
    }
    db().upsertAll(records, BulkOptions.defaults().chunkBytes(64 << 10));
  }

  private static boolean isOdd(VectorRecord record) {
    Metadata metadata = record.metadata();
    return metadata != null && metadata.get("odd").equals(Optional.of(Value.of(true)));
  }

  private void check(Held one) {
    Snapshot snapshot = one.snapshot();
    List<VectorRecord> byInsertion = one.expected();
    List<VectorRecord> byId =
        byInsertion.stream().sorted(Comparator.comparing(VectorRecord::id)).toList();
    assertEquals(byInsertion, snapshot.stream(Snapshot.Order.INSERTION).toList());
    assertEquals(byId, snapshot.stream(Snapshot.Order.ID).toList());
    int limit = 1 + random.nextInt(7);
    assertEquals(byInsertion, pages(snapshot, Snapshot.Order.INSERTION, limit));
    assertEquals(byId, pages(snapshot, Snapshot.Order.ID, limit));
    assertEquals(byInsertion.size(), snapshot.size());
    assertEquals(
        byInsertion.stream().filter(SnapshotModelTest::isOdd).count(), snapshot.count(ODD));
    VectorId asked = id();
    assertEquals(
        byId.stream().filter(record -> record.id().equals(asked)).findFirst(), snapshot.get(asked));
    List<VectorId> nearest =
        byInsertion.stream()
            .filter(SnapshotModelTest::isOdd)
            .sorted(Comparator.comparingDouble(SnapshotModelTest::norm))
            .limit(5)
            .map(VectorRecord::id)
            .toList();
    Query query = Query.of(Vector.of(0, 0), 5).filter(ODD);
    assertEquals(nearest, snapshot.search(query).stream().map(Hit::id).toList());
  }

  private static double norm(VectorRecord record) {
    return Math.hypot(record.vector().get(0), record.vector().get(1));
  }

  private static List<VectorRecord> pages(Snapshot snapshot, Snapshot.Order order, int limit) {
    Page page = snapshot.page(order, limit);
    List<VectorRecord> all = new ArrayList<>(page.records());
    while (page.more()) {
      page = snapshot.page(page.next(), limit);
      all.addAll(page.records());
    }
    return all;
  }
}
