package io.iqdb.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ledger notices what it is there for. */
final class ModelTest {
  private static final Operation.Put PUT = new Operation.Put(1, 10);
  private static final Operation.Batch BATCH =
      new Operation.Batch(List.of(new Operation.Put(2, 20), new Operation.Drop(1)), Marks.of(1, 5));
  private static final Operation.Bulk BULK =
      new Operation.Bulk(
          List.of(new Operation.Put(3, 30), new Operation.Put(4, 40), new Operation.Put(5, 50)),
          4096,
          Marks.of(1, 6));

  private final Records records = new Records(3);
  private final Model model = new Model(0, records);

  private State.Dump dump(long batchMark, long bulkMark, long... slotsAndStamps) {
    Map<Integer, Long> prints = new HashMap<>();
    for (int i = 0; i < slotsAndStamps.length; i += 2) {
      int slot = (int) slotsAndStamps[i];
      Records.Place place = new Records.Place(0, slot);
      prints.put(slot, Records.fingerprint(records.of(place, slotsAndStamps[i + 1])));
    }
    return new State.Dump(prints, batchMark, bulkMark);
  }

  private void done(Operation operation, long result) {
    model.started(operation);
    model.acknowledged(result);
  }

  private void assertViolation(State.Dump found) {
    assertThrows(AssertionError.class, () -> model.recovered(found));
  }

  @Test
  void acknowledgedRecordMustBeThereAsItWas() {
    done(PUT, 1);
    assertViolation(dump(Marks.NONE, Marks.NONE));
    assertViolation(dump(Marks.NONE, Marks.NONE, 1, 11));
    assertViolation(dump(Marks.NONE, Marks.NONE, 1, 10, 2, 20));
    model.recovered(dump(Marks.NONE, Marks.NONE, 1, 10));
  }

  @Test
  void acknowledgedDeletionMustHold() {
    done(PUT, 1);
    done(new Operation.Drop(1), 1);
    assertViolation(dump(Marks.NONE, Marks.NONE, 1, 10));
    model.recovered(dump(Marks.NONE, Marks.NONE));
  }

  @Test
  void deletionMustSayWhetherTheRecordWasThere() {
    done(PUT, 1);
    model.started(new Operation.Drop(1));
    assertThrows(AssertionError.class, () -> model.acknowledged(0));
  }

  @Test
  void batchUnderWayIsThereWhollyOrNotAtAll() {
    done(PUT, 1);
    model.started(BATCH);
    assertEquals("Batch", model.underWay());
    assertViolation(dump(Marks.NONE, Marks.NONE, 1, 10, 2, 20));
    assertViolation(dump(BATCH.mark(), Marks.NONE, 1, 10));
    assertViolation(dump(Marks.NONE, Marks.NONE, 2, 20));
    model.recovered(dump(BATCH.mark(), Marks.NONE, 2, 20));
    assertViolation(dump(Marks.NONE, Marks.NONE, 1, 10));
  }

  @Test
  void operationThatDidNotHappenMayNotHappenLater() {
    model.started(PUT);
    model.recovered(dump(Marks.NONE, Marks.NONE));
    assertViolation(dump(Marks.NONE, Marks.NONE, 1, 10));
  }

  @Test
  void bulkLoadUnderWayIsThereUpToItsBookmark() {
    model.started(BULK);
    model.progressed(1);
    assertViolation(dump(Marks.NONE, Marks.NONE));
    assertViolation(dump(Marks.NONE, Marks.after(BULK.mark(), 2), 3, 30));
    assertViolation(dump(Marks.NONE, Marks.after(BULK.mark(), 1), 3, 30, 4, 40));
    model.recovered(dump(Marks.NONE, Marks.after(BULK.mark(), 2), 3, 30, 4, 40));
  }
}
