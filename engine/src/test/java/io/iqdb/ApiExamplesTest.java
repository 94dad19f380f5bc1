package io.iqdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.DatabaseLockedException;
import io.iqdb.error.DiskFullException;
import io.iqdb.error.ErrorCode;
import io.iqdb.error.IqdbException;
import io.iqdb.error.ReadOnlyException;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.MergeRecord;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.policy.Verification;
import io.iqdb.types.Bookmark;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/API.md}: they compile, and do what the page says. */
@SuppressWarnings("UnusedVariable") // a variable that is not read says what a call gives
class ApiExamplesTest {
  @TempDir Path directory;
  private Iqdb db;

  @BeforeEach
  void open() {
    db = Iqdb.inMemory(IqdbConfig.of(2, DistanceMetric.EUCLIDEAN));
    for (int i = 0; i < 10; i++) {
      Metadata metadata =
          Metadata.builder()
              .put("year", 2015 + i)
              .put("title", "t" + i)
              .put("pages", 10L * i)
              .build();
      db.upsert(VectorId.of(i), Vector.of(i, 0), metadata);
    }
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void thePageShowsTheseExamples() throws Exception {
    Snippets.assertShown("ApiExamplesTest.java", "docs/API.md", 10);
  }

  @Test
  void openingWithOptions() {
    // begins
    OpenOptions options =
        OpenOptions.defaults()
            .fsync(FsyncPolicy.periodic(Duration.ofMillis(200)))
            .memtableBytes(256L << 20)
            .verification(Verification.FULL);
    try (Iqdb db = Iqdb.open(directory, IqdbConfig.of(768, DistanceMetric.COSINE), options)) {
      RecoveryReport recovery = db.recovery(); // replayed records, bytes cut off a torn tail
    }
    // ends
    try (Iqdb opened = Iqdb.open(directory)) {
      assertEquals(768, opened.config().dimension());
    }
  }

  @Test
  void openingForReading() {
    Iqdb.create(directory, IqdbConfig.of(2, DistanceMetric.DOT), OpenOptions.defaults()).close();
    // begins
    try (Iqdb reader = Iqdb.openReadOnly(directory, OpenOptions.defaults().access(Access.COPY))) {
      long records = reader.size();
    }
    // ends
    try (Iqdb reader = Iqdb.openReadOnly(directory)) {
      assertThrows(ReadOnlyException.class, reader::flush);
    }
  }

  @Test
  void writing() {
    VectorId number = VectorId.of(41);
    Vector vector = Vector.of(4, 1);
    // begins
    VectorId id = VectorId.of("isbn:9780131103627"); // or a number: VectorId.of(41)
    db.upsert(id, vector, Metadata.builder().put("year", 1988).put("title", "C").build());
    db.upsert(number, vector); // replaces what was there, metadata included
    boolean wasThere = db.delete(id);
    db.get(number).ifPresent(record -> System.out.println(record.vector()));
    // ends
    assertTrue(wasThere);
    assertEquals(11, db.size());
  }

  @Test
  void batching() {
    Vector vector = Vector.of(4, 1);
    byte[] offset = {1, 2};
    // begins
    db.write(
        WriteBatch.builder()
            .upsert(VectorId.of(1), vector)
            .delete(VectorId.of(2))
            .bookmark(Bookmark.of("orders-0", offset))
            .build());
    byte[] goOnFrom = db.bookmark("orders-0").orElseThrow();
    // ends
    assertArrayEquals(offset, goOnFrom);
    assertEquals(9, db.size());
  }

  @Test
  void loading() {
    List<Long> durable = new ArrayList<>();
    // begins
    List<VectorRecord> records = new ArrayList<>(); // or anything else that iterates
    for (int i = 0; i < 10_000; i++) {
      records.add(VectorRecord.of(VectorId.of(i), Vector.of(i, 1)));
    }
    BulkOptions how = BulkOptions.defaults().chunkBytes(32L << 20).progress(durable::add);
    long read = db.upsertAll(records, how);
    // ends
    assertEquals(10_000, read);
    assertEquals(10_000, durable.getLast());
  }

  @Test
  void searching() {
    Vector vector = Vector.of(3, 0);
    // begins
    Filter recent = Filter.and(Filter.ge("year", Value.of(2018)), Filter.exists("title"));
    List<Hit> hits = db.search(Query.of(vector, 10).filter(recent));

    Query query = Query.of(vector, 10).where(record -> record.vector().get(0) < 5f);
    List<List<Hit>> both = db.search(List.of(query, query.withoutMetadata())); // on one view
    // ends
    assertEquals(7, hits.size());
    assertEquals(5, both.getFirst().size());
  }

  @Test
  void handlingErrors() {
    Query query = Query.of(Vector.of(1, 2, 3), 1);
    List<ErrorCode> seen = new ArrayList<>();
    // begins
    try {
      db.search(query);
    } catch (CorruptFileException damage) {
      System.err.println(damage.file() + ", " + damage.section() + " at " + damage.offset());
    } catch (DiskFullException | DatabaseLockedException tryAgainLater) {
      System.err.println(tryAgainLater.getMessage());
    } catch (IqdbException other) {
      seen.add(other.code()); // stable; messages are not
    }
    // ends
    assertEquals(List.of(ErrorCode.DIMENSION_MISMATCH), seen);
  }

  @Test
  void merging() throws Exception {
    db.flush();
    db.upsert(VectorId.of(3), Vector.of(3, 1));
    // begins
    db.mergePolicy(TieredMergePolicy.defaults().withSegmentsPerTier(4));
    db.mergeScheduling(db.mergeScheduling().withCpuShare(0.25)); // while searches run

    Optimization best = db.optimize(); // or reclaim(): dead records only
    while (!best.join(Duration.ofSeconds(1))) {
      System.out.println(Math.round(100 * best.progress()) + " %"); // and cancel() ends it
    }
    for (MergeRecord merge : db.merges().history()) {
      System.out.println(merge.spec().rule() + ": " + merge.outcome() + ", " + merge.bytesOut());
    }
    // ends
    assertEquals(1, db.info().segments().size());
    assertEquals(1, best.progress());
  }

  @Test
  void lookingInside() {
    // begins
    DatabaseInfo info = db.info();
    for (DatabaseInfo.SegmentInfo segment : info.segments()) {
      System.out.println(segment.name() + ": " + segment.rows() + " rows, " + segment.deleted());
    }
    db.forEach(record -> System.out.println(record.id())); // one view, in the order of insertion
    // ends
    assertFalse(db.isEmpty());
    assertEquals(10, info.records());
  }

  @Test
  void checkingAndDumping() {
    Iqdb.create(directory, IqdbConfig.of(2, DistanceMetric.DOT), OpenOptions.defaults()).close();
    // begins
    CheckReport report = DatabaseCheck.run(directory, 3);
    for (CheckReport.Finding damage : report.findings()) {
      System.err.println(damage.file() + ", " + damage.section() + " at " + damage.offset());
    }
    Path manifest = directory.resolve("manifest-000001");
    SequencedMap<String, Object> content = FileDump.run(manifest, FileDump.Options.defaults());
    // ends
    assertTrue(report.clean());
    assertFalse(content.isEmpty());
  }
}
