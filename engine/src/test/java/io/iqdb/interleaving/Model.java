package io.iqdb.interleaving;

import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/** What a database has to hold: a map in the order of insertion. Used by one thread. */
final class Model {
  private final SequencedMap<VectorId, VectorRecord> records;

  private Model(SequencedMap<VectorId, VectorRecord> records) {
    this.records = records;
  }

  static Model empty() {
    return new Model(new LinkedHashMap<>());
  }

  Model copy() {
    return new Model(new LinkedHashMap<>(records));
  }

  /** What was replaced counts as inserted then. */
  void put(VectorRecord record) {
    records.remove(record.id());
    records.put(record.id(), record);
  }

  /** Whether a deletion at {@code now} finds a record. */
  boolean delete(VectorId id, long now) {
    VectorRecord there = records.remove(id);
    return there != null && there.expiresAt() > now;
  }

  /** Deletes what matches and has not expired; returns how many. */
  long deleteAll(Predicate<VectorRecord> matches, long now) {
    List<VectorRecord> gone = visible(now).records().stream().filter(matches).toList();
    gone.forEach(record -> records.remove(record.id()));
    return gone.size();
  }

  /** An id that is there, expired or not; the first after {@code skip} others. */
  Optional<VectorId> id(int skip) {
    return records.keySet().stream().skip(skip).findFirst();
  }

  int size() {
    return records.size();
  }

  /** What reads at {@code now} have to show. */
  Expected visible(long now) {
    return new Expected(
        records.values().stream().filter(record -> record.expiresAt() > now).toList());
  }
}
