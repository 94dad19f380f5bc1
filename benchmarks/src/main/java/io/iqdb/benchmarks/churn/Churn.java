package io.iqdb.benchmarks.churn;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.OpenOptions;
import io.iqdb.Snapshot;
import io.iqdb.WriteBatch;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Changes a database for a long time under {@code FsyncPolicy.ALWAYS} and compares every answer
 * with a model: of the operations 60 % are upserts in batches of 64, 15 % deletes, 5 % upserts of
 * records that expire, 20 % gets and steps of an iteration. Half of the searches have a filter.
 * Snapshots are held across merges, and checkpoints opened. Prints what was compared, and a file
 * with amplification over time. {@code benchmarks/run churn.Churn DIRECTORY VECTORS [POLICY
 * [MINUTES [OPERATIONS]]]}
 */
public final class Churn {
  private static final int BATCH = 64;
  private static final int K = 10;
  private static final int HELD = 8;

  /** One search with a filter in so many is followed by a count with it. */
  private static final int COUNTED = 20;

  private static final double SAMPLE_SECONDS = 5;

  /** A snapshot with what it must hold. */
  private record Held(Snapshot snapshot, Model model, long now) {}

  private final Plan plan;
  private final Random random = new Random(20);
  private final float[][] pool;
  private final Model model;
  private final Verifier verifier = new Verifier();
  private final Amplification amplification = new Amplification();
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private final Iqdb db;
  private final long start = System.nanoTime();
  private long millis = 1_000_000; // the database's clock, which moves with the operations
  private long operations;
  private int version;
  private int searches;
  private int snapshots;
  private int checkpoints;
  private double sampled;

  private Churn(Plan plan) throws IOException {
    this.plan = plan;
    pool = read(plan.vectors());
    model = new Model(pool, pool.length);
    empty(plan.directory());
    db =
        Iqdb.create(
            plan.directory().resolve("db"),
            IqdbConfig.of(pool[0].length, DistanceMetric.COSINE),
            OpenOptions.defaults()
                .memtableBytes(8 << 20)
                .mergePolicy(plan.policy())
                .clock(() -> Instant.ofEpochMilli(millis)));
  }

  /** Runs it; any difference ends it with an exception. */
  public static void main(String[] arguments) throws IOException {
    Churn churn = new Churn(Plan.of(arguments));
    try (Iqdb db = churn.db) {
      churn.run();
      db.flush();
    }
    churn.report();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private void run() throws IOException {
    while (operations < plan.operations() || seconds() < plan.minutes() * 60) {
      step();
      while (due(searches, plan.searches())) {
        search();
        searches++;
      }
      if (due(snapshots, plan.snapshots())) {
        snapshots++;
        held.add(new Held(db.snapshot(), model.copy(), millis));
        if (held.size() > HELD) {
          release(held.remove());
        }
      }
      if (due(checkpoints, plan.checkpoints())) {
        checkpoint(checkpoints++);
      }
      if (seconds() - sampled > SAMPLE_SECONDS) {
        sample();
      }
    }
    held.forEach(this::release);
    verifier.count(model, millis, db.size());
    db.forEach(record -> verifier.visited(model, millis, record));
  }

  /** Whether another of {@code all} that are spread over the run is due after {@code done}. */
  private boolean due(int done, int all) {
    double share =
        Math.min(
            (double) operations / plan.operations(), seconds() / Math.max(1, plan.minutes() * 60));
    return done < all * share;
  }

  /** One operation, or one batch of them. */
  private void step() {
    millis++;
    double batches = 65.0 / BATCH; // shares of operations, not of steps: a batch counts 64
    double kind = random.nextDouble() * (batches + 15 + 20);
    if (kind < batches) {
      upsertBatch();
    } else if (kind < batches + 15) {
      int id = model.someLiving(random, millis);
      boolean lived = model.lives(id, millis);
      if (db.delete(VectorId.of(id)) != lived) {
        throw new IllegalStateException("delete of " + id + " should say " + lived);
      }
      model.remove(id);
      operations++;
    } else {
      read();
      operations++;
    }
  }

  /** 60 of 65 records stay, the others expire. */
  private void upsertBatch() {
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int i = 0; i < BATCH; i++) {
      int id = random.nextInt(model.ids());
      int vector = random.nextInt(pool.length);
      long expiresAt =
          random.nextInt(65) < 5 ? millis + 1 + random.nextInt(20_000) : VectorRecord.NEVER;
      version++;
      batch.upsert(
          new VectorRecord(
              VectorId.of(id), Vector.of(pool[vector]), Verifier.metadata(id, version), expiresAt));
      model.put(id, vector, version, expiresAt);
    }
    db.write(batch.build());
    operations += BATCH;
  }

  private void read() {
    if (held.isEmpty() || random.nextBoolean()) {
      int id = random.nextInt(model.ids());
      verifier.get(model, id, millis, db.get(VectorId.of(id)));
    } else {
      Held some = held.peekLast();
      int id = random.nextInt(model.ids());
      verifier.get(some.model, id, some.now, some.snapshot.get(VectorId.of(id)));
    }
    if (operations % 50_000 == 0) {
      verifier.count(model, millis, db.size());
    }
  }

  private void search() {
    float[] query = pool[random.nextInt(pool.length)];
    Sieve sieve = random.nextBoolean() ? Sieve.open() : Sieve.some(random, model.ids(), version);
    Query asked = query(query, sieve);
    if (!held.isEmpty() && random.nextInt(4) == 0) {
      Held oldest = held.peekFirst();
      verifier.search(oldest.model, query, K, oldest.now, sieve, oldest.snapshot.search(asked));
    } else {
      verifier.search(model, query, K, millis, sieve, db.search(asked));
    }
    if (sieve.filter().isPresent() && random.nextInt(COUNTED) == 0) {
      verifier.count(model, millis, sieve, db.count(sieve.filter().get()));
    }
  }

  private static Query query(float[] vector, Sieve sieve) {
    Query all = Query.of(Vector.of(vector), K);
    return sieve.filter().map(all::filter).orElse(all);
  }

  /** A snapshot is looked through before it goes. */
  private void release(Held old) {
    try (Snapshot snapshot = old.snapshot) {
      verifier.count(old.model, old.now, snapshot.size());
      long seen = 0;
      Iterator<VectorRecord> records = snapshot.iterator(Snapshot.Order.ID);
      long previous = -1;
      while (records.hasNext()) {
        VectorRecord record = records.next();
        verifier.visited(old.model, old.now, record);
        long id = ((VectorId.U64) record.id()).value();
        if (id <= previous) {
          throw new IllegalStateException(id + " comes after " + previous);
        }
        previous = id;
        seen++;
      }
      verifier.count(old.model, old.now, seen);
    }
  }

  private void checkpoint(int number) throws IOException {
    Path copy = plan.directory().resolve("copy-" + number);
    db.checkpoint(copy);
    OpenOptions options = OpenOptions.defaults().clock(() -> Instant.ofEpochMilli(millis));
    try (Iqdb opened = Iqdb.open(copy, options)) {
      verifier.count(model, millis, opened.size());
      for (int i = 0; i < 100; i++) {
        int id = random.nextInt(model.ids());
        verifier.get(model, id, millis, opened.get(VectorId.of(id)));
      }
      float[] query = pool[random.nextInt(pool.length)];
      for (Sieve sieve : List.of(Sieve.open(), Sieve.some(random, model.ids(), version))) {
        verifier.search(model, query, K, millis, sieve, opened.search(query(query, sieve)));
      }
    }
    empty(copy);
    Files.delete(copy);
  }

  private void sample() {
    sampled = seconds();
    amplification.add(Looks.at(db, sampled, operations));
  }

  private void report() throws IOException {
    Path csv = plan.directory().resolve("amplification.csv");
    Files.writeString(csv, amplification.csv());
    System.out.printf(
        Locale.ROOT,
        "%d operations in %.0f s; %s; %d snapshots, %d checkpoints; at most %d segments; %s%n",
        operations,
        seconds(),
        verifier.summary(),
        snapshots,
        checkpoints,
        amplification.mostSegments(),
        csv);
  }

  private static float[][] read(Path fvecs) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(fvecs)).order(ByteOrder.LITTLE_ENDIAN);
    int dimension = bytes.getInt(0);
    float[][] rows = new float[bytes.remaining() / (4 + 4 * dimension)][dimension];
    for (float[] row : rows) {
      bytes.getInt();
      bytes.asFloatBuffer().get(row);
      bytes.position(bytes.position() + 4 * dimension);
    }
    return rows;
  }

  private static void empty(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.filter(path -> !path.equals(directory)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
