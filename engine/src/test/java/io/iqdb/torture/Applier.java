package io.iqdb.torture;

import io.iqdb.BulkOptions;
import io.iqdb.Iqdb;
import io.iqdb.WriteBatch;
import io.iqdb.types.VectorRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Asks a database what operations say, and sees at once that what was acknowledged can be read.
 * Nobody else may change the slots of {@code thread}.
 */
record Applier(Iqdb db, Records records, int thread) {
  /** What the operation returned; {@code progress} hears of records that are acknowledged early. */
  long apply(Operation operation, LongConsumer progress) {
    return switch (operation) {
      case Operation.Put put -> {
        VectorRecord record = record(put);
        if (put.stamp() % 2 == 0) {
          db.upsert(record);
        } else if (record.metadata() == null) {
          db.upsert(record.id(), record.vector());
        } else {
          db.upsert(record.id(), record.vector(), record.metadata());
        }
        requireVisible(put);
        yield 1;
      }
      case Operation.Drop drop -> {
        boolean removed = db.delete(place(drop.slot()).id());
        requireVisible(drop);
        yield removed ? 1 : 0;
      }
      case Operation.Batch batch -> {
        db.write(batch(batch));
        requireVisible(batch.steps());
        yield batch.steps().size();
      }
      case Operation.Bulk bulk -> {
        long read = bulk(bulk, progress);
        requireVisible(bulk.puts());
        yield read;
      }
      case Operation.Flush() -> {
        db.flush();
        yield 0;
      }
      case Operation.Sync() -> {
        db.sync();
        yield 0;
      }
      case Operation.Purge(var slots) -> {
        long removed = db.purge(slots.stream().map(slot -> place(slot).id()).toList());
        slots.forEach(slot -> requireVisible(new Operation.Drop(slot)));
        yield removed;
      }
      case Operation.Optimize() -> {
        db.optimize();
        yield 0;
      }
      case Operation.Reclaim() -> {
        db.reclaim();
        yield 0;
      }
      case Operation.Checkpoint() -> Copies.makeAndCheck(db, thread);
      case Operation.Search(long seed) -> StateCheck.searchBesideWriters(db, records, seed);
    };
  }

  private Records.Place place(int slot) {
    return new Records.Place(thread, slot);
  }

  private VectorRecord record(Operation.Put put) {
    return records.of(place(put.slot()), put.stamp());
  }

  private WriteBatch batch(Operation.Batch batch) {
    WriteBatch.Builder builder = WriteBatch.builder();
    for (Operation.Step step : batch.steps()) {
      switch (step) {
        case Operation.Put put -> builder.upsert(record(put));
        case Operation.Drop(int slot) -> builder.delete(place(slot).id());
      }
    }
    return builder.bookmark(Marks.bookmark(thread, Marks.BATCH, batch.mark())).build();
  }

  private long bulk(Operation.Bulk bulk, LongConsumer progress) {
    List<VectorRecord> source = bulk.puts().stream().map(this::record).toList();
    BulkOptions how =
        BulkOptions.defaults()
            .chunkBytes(bulk.chunkBytes())
            .bookmark(read -> Marks.bookmark(thread, Marks.BULK, Marks.after(bulk.mark(), read)))
            .progress(progress);
    return db.upsertAll(source, how);
  }

  private void requireVisible(Iterable<? extends Operation.Step> steps) {
    Map<Integer, Operation.Step> last = new HashMap<>();
    steps.forEach(step -> last.put(step.slot(), step));
    last.values().forEach(this::requireVisible);
  }

  private void requireVisible(Operation.Step step) {
    Optional<VectorRecord> wanted =
        switch (step) {
          case Operation.Put put -> Optional.of(record(put));
          case Operation.Drop _ -> Optional.empty();
        };
    Optional<VectorRecord> found = db.get(place(step.slot()).id());
    if (!found.equals(wanted)) {
      throw new AssertionError(
          "after " + step + " of thread " + thread + " there is " + found + ", not " + wanted);
    }
  }
}
