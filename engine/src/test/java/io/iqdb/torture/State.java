package io.iqdb.torture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What the slots of one thread hold. Used by one thread. */
final class State {
  private final int thread;
  private final Map<Integer, Long> stamps = new HashMap<>();
  private long batchMark = Marks.NONE;
  private long bulkMark = Marks.NONE;

  /** What a database says that they hold: fingerprints of records, by slot. */
  record Dump(Map<Integer, Long> fingerprints, long batchMark, long bulkMark) {}

  /** Nothing yet. */
  State(int thread) {
    this.thread = thread;
  }

  State copy() {
    State copy = new State(thread);
    copy.stamps.putAll(stamps);
    copy.batchMark = batchMark;
    copy.bulkMark = bulkMark;
    return copy;
  }

  boolean holds(int slot) {
    return stamps.containsKey(slot);
  }

  int size() {
    return stamps.size();
  }

  /** How many records have the stamp of this group in their metadata. */
  long inGroup(long group, Records records) {
    return stamps.entrySet().stream()
        .filter(slot -> slot.getValue() % Records.GROUPS == group)
        .filter(slot -> {
          Records.Place place = new Records.Place(thread, slot.getKey());
          return records.of(place, slot.getValue()).metadata() != null;
        })
        .count();
  }

  /** All of {@code operation}. */
  void apply(Operation operation) {
    switch (operation) {
      case Operation.Put(int slot, long stamp) -> stamps.put(slot, stamp);
      case Operation.Drop(int slot) -> stamps.remove(slot);
      case Operation.Batch(var steps, long mark) -> {
        steps.forEach(this::apply);
        batchMark = mark;
      }
      case Operation.Bulk bulk -> apply(bulk, bulk.puts().size());
      case Operation.Purge(var slots) -> slots.forEach(stamps::remove);
      case Operation.Flush _, Operation.Sync _, Operation.Search _ -> {}
      case Operation.Optimize _, Operation.Reclaim _, Operation.Checkpoint _ -> {}
    }
  }

  /** The first {@code read} records of {@code bulk}. */
  void apply(Operation.Bulk bulk, int read) {
    if (read > 0) {
      bulk.puts().subList(0, read).forEach(this::apply);
      bulkMark = Marks.after(bulk.mark(), read);
    }
  }

  /** How {@code found} differs from this, if it does. */
  Optional<String> difference(Dump found, Records records) {
    if (found.batchMark() != batchMark || found.bulkMark() != bulkMark) {
      return Optional.of(
          "bookmarks "
              + Long.toHexString(found.batchMark())
              + " and "
              + Long.toHexString(found.bulkMark())
              + ", not "
              + Long.toHexString(batchMark)
              + " and "
              + Long.toHexString(bulkMark));
    }
    TreeSet<Integer> slots = new TreeSet<>(stamps.keySet());
    slots.addAll(found.fingerprints().keySet());
    for (int slot : slots) {
      Long stamp = stamps.get(slot);
      Long print = found.fingerprints().get(slot);
      if (stamp == null) {
        return Optional.of("slot " + slot + " holds a record, and should hold none");
      }
      Records.Place place = new Records.Place(thread, slot);
      if (print == null || print != Records.fingerprint(records.of(place, stamp))) {
        return Optional.of(
            "slot "
                + slot
                + " holds "
                + (print == null ? "nothing" : "another record")
                + ", not that of stamp "
                + Long.toHexString(stamp));
      }
    }
    return Optional.empty();
  }
}
