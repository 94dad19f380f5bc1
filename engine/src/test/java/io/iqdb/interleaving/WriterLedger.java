package io.iqdb.interleaving;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one writer did, for readers beside it: which version of an id they may meet now, and, once
 * the storm is over, what each snapshot had to hold. One thread writes; any thread asks.
 */
final class WriterLedger {
  private final SequencedMap<Long, VectorRecord> records = new LinkedHashMap<>();

  /** What the records are, by the sequence from which on they are that. */
  private final NavigableMap<Long, Long> digests = new TreeMap<>();

  /** By id the last version that was acknowledged; negative where it is a deletion. */
  private final AtomicLongArray acknowledged;

  /** By id the last version that was begun, a deletion or not. */
  private final AtomicLongArray begun;

  /** What snapshots showed, by their sequences. */
  private final ConcurrentMap<Long, Long> shown = new ConcurrentHashMap<>();

  WriterLedger(int ids) {
    acknowledged = new AtomicLongArray(ids);
    begun = new AtomicLongArray(ids);
    digests.put(0L, Ground.digest(List.of()));
  }

  // ---- the writer

  void begin(long id, long version) {
    begun.set((int) id, version);
  }

  void put(VectorRecord record, long id, long version) {
    records.remove(id);
    records.put(id, record);
    acknowledged.set((int) id, version);
  }

  void delete(long id, long version) {
    records.remove(id);
    acknowledged.set((int) id, -version);
  }

  boolean contains(long id) {
    return records.containsKey(id);
  }

  /** The ids of records that are even. */
  List<Long> even() {
    return records.entrySet().stream()
        .filter(entry -> Ground.isEven(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** This is the state at {@code sequence}. */
  void reached(long sequence) {
    digests.put(sequence, Ground.digest(List.copyOf(records.values())));
  }

  // ---- readers

  /** By id what was acknowledged before a search began. */
  long[] acknowledged() {
    long[] all = new long[acknowledged.length()];
    for (int id = 0; id < all.length; id++) {
      all[id] = acknowledged.get(id);
    }
    return all;
  }

  /** Whether a search that began at {@code before}, and is over, may show this version. */
  boolean mayShow(long[] before, VectorId id, long version) {
    int number = Math.toIntExact(((VectorId.U64) id).value());
    long known = before[number];
    boolean young = known < 0 ? version > -known : version >= known;
    return young && version <= begun.get(number);
  }

  /** A snapshot showed these records; whether others of the same sequence showed the same. */
  boolean show(long sequence, List<VectorRecord> found) {
    long digest = Ground.digest(found);
    Long other = shown.putIfAbsent(sequence, digest);
    return other == null || other == digest;
  }

  // ---- afterwards

  /** Sequences of which snapshots showed something else than what was written. */
  List<Long> wrong() {
    List<Long> wrong = new ArrayList<>();
    shown.forEach((sequence, digest) -> {
      if (!digests.floorEntry(sequence).getValue().equals(digest)) {
        wrong.add(sequence);
      }
    });
    return wrong;
  }

  /** How many states snapshots showed. */
  int statesShown() {
    return shown.size();
  }
}
