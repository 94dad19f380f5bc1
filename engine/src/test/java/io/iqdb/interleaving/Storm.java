package io.iqdb.interleaving;

import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.Optimization;
import io.iqdb.Snapshot;
import io.iqdb.WriteBatch;
import io.iqdb.error.ClosedException;
import io.iqdb.error.Require;
import io.iqdb.merging.Specs;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that write, search, merge, and take and close snapshots at the same time, each a number
 * of times; every answer is judged. Collects what goes wrong.
 */
final class Storm {
  private static final int IDS = 250;
  private static final int SHARED = 3;

  private final Iqdb db;
  private final long seed;
  private final WriterLedger ledger = new WriterLedger(IDS);
  private final AtomicReferenceArray<@Nullable SharedSnapshot> shared =
      new AtomicReferenceArray<>(SHARED);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private int writes;
  private volatile int written;
  private final LongAdder searches = new LongAdder();
  private final LongAdder snapshots = new LongAdder();
  private final LongAdder refused = new LongAdder();

  Storm(Iqdb db, long seed) {
    this.db = db;
    this.seed = seed;
  }

  /** Something that a thread does again and again. */
  interface Turn {
    void run(Random random, int number) throws Exception;
  }

  /** Begins a thread that takes so many turns, evenly over those of the writer. */
  void begin(String name, int turns, Turn turn) {
    Random random = new Random(seed * 31 + threads.size());
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                for (int i = 0; i < turns && failures.isEmpty(); i++) {
                  awaitWriter((long) writes * i / turns);
                  turn.run(random, i);
                }
              } catch (Throwable failure) {
                failures.add(failure);
              }
            }));
  }

  /** Nobody runs ahead of the writer: what is asked is asked of all that he writes. */
  private void awaitWriter(long turns) {
    while (written < turns && failures.isEmpty()) {
      LockSupport.parkNanos(100_000);
    }
  }

  /** Before the others. */
  void write(int turns) {
    writes = turns;
    begin(
        "writer",
        turns,
        (random, number) -> {
          written = number + 1;
          writeOnce(random, number);
        });
  }

  void search(int count, int turns) {
    for (int i = 0; i < count; i++) {
      begin("searcher " + i, turns, (random, _) -> searchOnce(random));
    }
  }

  void takeSnapshots(int count, int turns) {
    for (int i = 0; i < count; i++) {
      begin("snapshots " + i, turns, (random, _) -> snapshotOnce(random));
    }
  }

  void merge(int turns) {
    begin(
        "merges",
        turns,
        (_, number) -> {
          Optimization merge =
              number % 3 == 0
                  ? db.optimize()
                  : Doors.merge(db, number % 3 == 1 ? Specs::everything : Specs::eachAlone);
          merge.join();
        });
  }

  /** Waits for all of them, and closes what is shared. */
  void end() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < SHARED; i++) {
      SharedSnapshot last = shared.getAndSet(i, null);
      if (last != null) {
        last.close();
      }
    }
    if (!failures.isEmpty()) {
      AssertionError all = new AssertionError(failures.size() + " threads failed, seed " + seed);
      failures.forEach(all::addSuppressed);
      throw all;
    }
    check(ledger.wrong().isEmpty(), "snapshots differ from what was written: " + ledger.wrong());
  }

  long searches() {
    return searches.sum();
  }

  long snapshots() {
    return snapshots.sum();
  }

  /** Searches of a snapshot that another thread was closing. */
  long refused() {
    return refused.sum();
  }

  int statesShown() {
    return ledger.statesShown();
  }

  // ---- the writer

  private void writeOnce(Random random, int number) {
    long version = number + 1L;
    int choice = random.nextInt(100);
    if (choice < 60) {
      batch(random, version);
    } else if (choice < 90) {
      delete(random.nextInt(IDS), version);
    } else if (choice < 91) {
      deleteEven(version);
    } else {
      db.flush();
    }
    try (Snapshot now = db.snapshot("writer")) {
      ledger.reached(now.sequence());
    }
  }

  private void batch(Random random, long version) {
    WriteBatch.Builder batch = WriteBatch.builder();
    long first = random.nextInt(IDS - 8);
    int count = 1 + random.nextInt(8);
    List<VectorRecord> written = new ArrayList<>();
    for (long id = first; id < first + count; id++) {
      ledger.begin(id, version);
      written.add(Ground.record(id, version));
      batch.upsert(written.getLast());
    }
    db.write(batch.build());
    for (int i = 0; i < count; i++) {
      ledger.put(written.get(i), first + i, version);
    }
  }

  private void delete(long id, long version) {
    ledger.begin(id, version);
    boolean there = db.delete(VectorId.of(id));
    check(there == ledger.contains(id), "whether " + id + " was there to delete");
    ledger.delete(id, version);
  }

  private void deleteEven(long version) {
    List<Long> even = ledger.even();
    even.forEach(id -> ledger.begin(id, version));
    long deleted = db.deleteAll(Ground.EVEN);
    check(deleted == even.size(), deleted + " deleted by filter instead of " + even.size());
    even.forEach(id -> ledger.delete(id, version));
  }

  // ---- readers

  private void searchOnce(Random random) {
    searches.increment();
    SharedSnapshot held = shared.get(random.nextInt(SHARED));
    if (held == null || random.nextInt(3) == 0) {
      searchNow(random);
      return;
    }
    try {
      judge(held.snapshot(), held.records(), random);
    } catch (ClosedException ended) {
      check(held.isClosing(), "a snapshot that nobody closed says " + ended.getMessage());
      refused.increment();
    }
  }

  /** A search of the newest state: every hit is a record that was there at some moment of it. */
  private void searchNow(Random random) {
    Vector query = Ground.vector(random.nextLong());
    long[] before = ledger.acknowledged();
    List<Hit> hits = db.search(Query.of(query, 10));
    double last = 0;
    for (Hit hit : hits) {
      long version = Ground.version(Require.nonNull(hit.metadata()));
      check(ledger.mayShow(before, hit.id(), version), "version " + version + " of " + hit.id());
      long id = ((VectorId.U64) hit.id()).value();
      Vector vector = Ground.record(id, version).vector();
      check(near(Expected.distance(vector, query), hit.distance()), "a distance of " + hit);
      check(hit.distance() >= last, "the order of hits");
      last = hit.distance();
    }
    check(hits.stream().map(Hit::id).distinct().count() == hits.size(), "an id twice");
  }

  /** A snapshot of its own, or one for others in the place of an older one. */
  private void snapshotOnce(Random random) {
    snapshots.increment();
    SharedSnapshot taken = SharedSnapshot.of(db, "storm");
    List<VectorRecord> records = taken.records();
    check(ledger.show(taken.snapshot().sequence(), records), "two snapshots of one sequence");
    judge(taken.snapshot(), records, random);
    check(
        records.equals(taken.snapshot().stream(Snapshot.Order.INSERTION).toList()),
        "a snapshot changed");
    if (random.nextInt(4) > 0) {
      taken.close();
      return;
    }
    SharedSnapshot older = shared.getAndSet(random.nextInt(SHARED), taken);
    if (older != null) {
      older.close();
    }
  }

  private static void judge(Snapshot snapshot, List<VectorRecord> records, Random random) {
    Vector query = Ground.vector(random.nextLong());
    boolean even = random.nextBoolean();
    int k = 1 + random.nextInt(15);
    Query asked = even ? Query.of(query, k).filter(Ground.EVEN) : Query.of(query, k);
    List<Hit> hits = snapshot.search(asked);
    List<VectorRecord> nearest =
        Ground.nearest(even ? records.stream().filter(Ground::isEven).toList() : records, query, k);
    check(hits.size() == nearest.size(), hits.size() + " hits instead of " + nearest.size());
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      VectorRecord record = nearest.get(i);
      check(hit.id().equals(record.id()), hit.id() + " in the place of " + record.id());
      check(Objects.equals(record.metadata(), hit.metadata()), "metadata");
      check(near(Expected.distance(record.vector(), query), hit.distance()), "a distance");
    }
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) < 1e-4;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
