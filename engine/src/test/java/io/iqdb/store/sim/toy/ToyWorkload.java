package io.iqdb.store.sim.toy;

import io.iqdb.store.Directory;
import io.iqdb.store.sim.CrashLab;
import io.iqdb.store.sim.Ledger;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts 1, 2, 3 ... and flushes now and then. Whatever was lost, the keys are 1 to r, and r lies
 * between what was acknowledged and what was started; then one more put and a clean reopen.
 */
record ToyWorkload(int puts, int flushEvery, long reserve, Set<ToyBug> bugs) {
  CrashLab lab() {
    return CrashLab.of(this::run, this::verify);
  }

  void run(Directory directory, Ledger ledger) throws Exception {
    try (ToyStore store = ToyStore.open(directory, bugs, reserve)) {
      for (long key = 1; key <= puts; key++) {
        ledger.start(key);
        store.put(key);
        ledger.ack(key);
        if (key % flushEvery == 0) {
          store.flush();
        }
      }
    }
  }

  void verify(Directory directory, Ledger atCrash) throws Exception {
    long next;
    try (ToyStore store = ToyStore.open(directory, bugs, reserve)) {
      next = requireRange(store.keys(), atCrash) + 1;
      atCrash.start(next);
      store.put(next);
      atCrash.ack(next);
    }
    try (ToyStore store = ToyStore.open(directory, bugs, reserve)) {
      requireRange(store.keys(), atCrash);
    }
  }

  static long requireRange(NavigableSet<Long> keys, Ledger ledger) {
    long last = keys.size();
    NavigableSet<Long> expected = new TreeSet<>();
    for (long key = 1; key <= last; key++) {
      expected.add(key);
    }
    if (!keys.equals(expected) || last < ledger.lastAcked(0) || last > ledger.lastStarted(0)) {
      throw new AssertionError("recovered " + keys + ", " + ledger);
    }
    return last;
  }
}
