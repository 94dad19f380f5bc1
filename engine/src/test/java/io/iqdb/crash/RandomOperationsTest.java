package io.iqdb.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.BulkOptions;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.WriteBatch;
import io.iqdb.merging.Specs;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.store.Directory;
import io.iqdb.store.FsDirectory;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.sim.ForwardingDirectory;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Metadata;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R16: random operations against a map and brute force; a failure names its seed. */
class RandomOperationsTest {
  private static final int OPERATIONS = 50_000;
  private static final int IDS = 300;

  @TempDir Path folder;

  @Test
  void mappedFilesAgreeWithTheModel() throws Exception {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    try (Directory _ = FsDirectory.create(folder.resolve("database"))) {
      new Run(seed, () -> FsDirectory.open(folder.resolve("database")), Access.MAPPED).go();
    }
  }

  @Test
  void copiedFilesInMemoryAgreeWithTheModel() throws Exception {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    try (MemoryDirectory directory = new MemoryDirectory()) {
      new Run(seed, () -> new Kept(directory), Access.COPY).go();
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

  private interface Opener {
    Directory open() throws IOException;
  }

  private static final class Run {
    private final long seed;
    private final Random random;
    private final Opener opener;
    private final Setup setup;
    private final SequencedMap<VectorId, VectorRecord> model = new LinkedHashMap<>();
    private final Map<String, String> marks = new TreeMap<>();
    private Iqdb db;

    Run(long seed, Opener opener, Access access) throws IOException {
      this.seed = seed;
      this.random = new Random(seed);
      this.opener = opener;
      this.setup = Setup.of(3).fsync(FsyncPolicy.NEVER).access(access).logBytes(1 << 16);
      this.db = open();
    }

    private Iqdb open() throws IOException {
      return Doors.open(opener.open(), setup.config(), setup.options(), setup.tuning(seed));
    }

    void go() throws Exception {
      int done = 0;
      try {
        for (; done < OPERATIONS; done++) {
          step();
        }
        everything();
        db.close();
      } catch (Exception | AssertionError failure) {
        throw new AssertionError("-Diqdb.seed=" + seed + ", operation " + done, failure);
      }
    }

    private void step() throws Exception {
      int choice = random.nextInt(1000);
      if (choice < 400) {
        VectorRecord put = some(id());
        db.upsert(put);
        model.putLast(put.id(), put);
      } else if (choice < 550) {
        VectorId id = id();
        assertEquals(model.remove(id) != null, db.delete(id));
      } else if (choice < 600) {
        batch();
      } else if (choice < 605) {
        bulk();
      } else if (choice < 610) {
        db.flush();
      } else if (choice < 611) {
        Doors.merge(db, Specs::everything).join();
      } else if (choice < 612) {
        db.close();
        db = open();
        everything();
      } else if (choice < 615) {
        everything();
      } else if (choice < 800) {
        VectorId id = id();
        assertEquals(Optional.ofNullable(model.get(id)), db.get(id));
        assertEquals(model.size(), db.size());
      } else {
        search();
      }
    }

    private VectorId id() {
      int number = random.nextInt(IDS);
      return number % 3 == 0 ? VectorId.of("id " + number) : VectorId.of(number);
    }

    private VectorRecord some(VectorId id) {
      Vector vector = Vector.of(random.nextInt(50), random.nextInt(50), random.nextInt(50));
      return random.nextInt(3) == 0
          ? VectorRecord.of(id, vector)
          : VectorRecord.of(
              id,
              vector,
              Metadata.of(
                  Map.of(
                      "group",
                      Value.of(random.nextInt(5)),
                      "text",
                      Value.of("x".repeat(random.nextInt(40))))));
    }

    private void batch() {
      WriteBatch.Builder batch = WriteBatch.builder();
      for (int i = random.nextInt(5); i >= 0; i--) {
        VectorRecord put = some(id());
        batch.upsert(put);
        model.putLast(put.id(), put);
      }
      VectorId gone = id();
      batch.delete(gone);
      model.remove(gone);
      String value = "at " + random.nextInt();
      batch.bookmark(Bookmark.of("position", value.getBytes(UTF_8)));
      marks.put("position", value);
      db.write(batch.build());
    }

    private void bulk() {
      List<VectorRecord> records = new ArrayList<>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        VectorRecord put = some(id());
        records.add(put);
        model.putLast(put.id(), put);
      }
      long read = db.upsertAll(records, BulkOptions.defaults().chunkBytes(4 << 10));
      assertEquals(records.size(), read);
    }

    private void search() {
      Vector around = Vector.of(random.nextInt(50), random.nextInt(50), random.nextInt(50));
      int k = 1 + random.nextInt(20);
      long group = random.nextInt(5);
      boolean filtered = random.nextBoolean();
      Query query = Query.of(around, k);
      if (filtered) {
        query = query.filter(Filter.eq("group", Value.of(group)));
      }
      Predicate<VectorRecord> matches =
          known -> {
            Metadata metadata = known.metadata();
            return !filtered
                || (metadata != null && metadata.get("group").equals(Optional.of(Value.of(group))));
          };
      List<VectorRecord> nearest =
          model.values().stream()
              .filter(matches)
              .sorted(
                  Comparator.comparingDouble(
                      known -> PrefixVerifier.distance(known.vector(), around)))
              .limit(k)
              .toList();
      List<Hit> hits = db.search(query);
      assertEquals(
          nearest.stream().map(VectorRecord::id).toList(), hits.stream().map(Hit::id).toList());
      assertEquals(
          nearest.stream().map(VectorRecord::metadata).toList(),
          hits.stream().map(Hit::metadata).toList());
    }

    private void everything() {
      State expected = new State(List.copyOf(model.values()), marks);
      assertEquals(expected, State.of(db, History.NAMES));
      assertEquals(model.size(), db.size());
    }
  }
}
