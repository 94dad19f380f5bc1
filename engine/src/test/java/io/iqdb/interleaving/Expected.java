package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.Page;
import io.iqdb.RecordReader;
import io.iqdb.Snapshot;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What reads have to show.
 *
 * @param records in the order of insertion
 */
record Expected(List<VectorRecord> records) {
  /** What is there, in its order. */
  void checkRecords(RecordReader reads) {
    List<VectorRecord> found = new ArrayList<>();
    reads.forEach(found::add);
    if (!records.equals(found)) {
      throw new AssertionError("records " + brief(found) + " instead of " + brief(records));
    }
    assertEquals(records.size(), reads.size(), "size");
  }

  /** The same in every way to ask; {@code some} chooses what is asked for. */
  void check(RecordReader reads, Records some) {
    checkRecords(reads);
    assertEquals(
        records.stream().filter(Records::isOdd).count(), reads.count(Records.ODD), "count");
    VectorId asked = some.id();
    Optional<VectorRecord> found =
        records.stream().filter(record -> record.id().equals(asked)).findFirst();
    assertEquals(found, reads.get(asked), "record of " + asked);
    assertEquals(found.isPresent(), reads.contains(asked), asked + " is there");
    Query plain = Query.of(some.vector(), 4);
    Query filtered = Query.of(some.vector(), 3).filter(Records.ODD);
    List<Hit> hits = reads.search(plain);
    checkHits(plain, false, hits);
    List<List<Hit>> both = reads.search(List.of(plain, filtered));
    checkHits(filtered, true, both.getLast());
    assertEquals(hits, both.getFirst(), "one search and several");
  }

  private void checkHits(Query query, boolean odd, List<Hit> hits) {
    List<VectorRecord> nearest =
        records.stream()
            .filter(record -> !odd || Records.isOdd(record))
            .sorted(Comparator.comparingDouble(record -> distance(record.vector(), query.vector())))
            .limit(query.k())
            .toList();
    assertEquals(
        nearest.stream().map(VectorRecord::id).toList(),
        hits.stream().map(Hit::id).toList(),
        "nearest");
    for (int i = 0; i < hits.size(); i++) {
      VectorRecord record = nearest.get(i);
      assertEquals(
          distance(record.vector(), query.vector()), hits.get(i).distance(), 1e-5, "distance");
      assertEquals(record.metadata(), hits.get(i).metadata(), "metadata");
    }
  }

  /** Every order and pages of it. */
  void checkOrders(Snapshot snapshot, int limit) {
    List<VectorRecord> byId =
        records.stream().sorted(Comparator.comparing(VectorRecord::id)).toList();
    assertEquals(byId, snapshot.stream(Snapshot.Order.ID).toList(), "by id");
    assertEquals(byId, pages(snapshot, Snapshot.Order.ID, limit), "pages by id");
    assertEquals(records, pages(snapshot, Snapshot.Order.INSERTION, limit), "pages by insertion");
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

  private static List<String> brief(List<VectorRecord> records) {
    return records.stream().map(record -> record.id() + "@" + record.vector()).toList();
  }

  static double distance(Vector a, Vector b) {
    double sum = 0;
    for (int i = 0; i < a.dimension(); i++) {
      sum += (a.get(i) - b.get(i)) * (a.get(i) - b.get(i));
    }
    return Math.sqrt(sum);
  }
}
