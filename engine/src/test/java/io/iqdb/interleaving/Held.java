package io.iqdb.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iqdb.Snapshot;
import io.iqdb.types.VectorRecord;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** A snapshot that is kept, what it has to show for ever, and a walk through it that takes time. */
final class Held {
  private final Snapshot snapshot;
  private final Expected expected;
  private final Iterator<VectorRecord> walk;
  private final Iterator<VectorRecord> expectedWalk;

  Held(Snapshot snapshot, Expected expected, Snapshot.Order order) {
    this.snapshot = snapshot;
    this.expected = expected;
    this.walk = snapshot.iterator(order);
    List<VectorRecord> records =
        switch (order) {
          case INSERTION -> expected.records();
          case ID ->
              expected.records().stream().sorted(Comparator.comparing(VectorRecord::id)).toList();
        };
    this.expectedWalk = records.iterator();
  }

  /** What is there. */
  void checkRecords() {
    expected.checkRecords(snapshot);
  }

  /** The same in every way to ask. */
  void check(Records some) {
    expected.check(snapshot, some);
  }

  /** Every order, and pages of so many records. */
  void checkOrders(int limit) {
    expected.checkOrders(snapshot, limit);
  }

  /** So many records further, or to the end. */
  void walk(int most) {
    for (int i = 0; i < most && expectedWalk.hasNext(); i++) {
      assertEquals(expectedWalk.next(), walk.next(), "a record of an iteration");
    }
    if (!expectedWalk.hasNext()) {
      assertFalse(walk.hasNext(), "an iteration goes on behind its end");
    }
  }

  void close() {
    snapshot.close();
  }
}
