package io.iqdb.interleaving;

import io.iqdb.Iqdb;
import io.iqdb.Snapshot;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a database and a snapshot have in common. */
interface Reads {
  long size();

  Optional<VectorRecord> get(VectorId id);

  boolean contains(VectorId id);

  long count(Filter filter);

  List<Hit> search(Query query);

  List<List<Hit>> search(List<Query> queries);

  void forEach(Consumer<? super VectorRecord> visitor);

  /** All records, in the order of insertion. */
  default List<VectorRecord> all() {
    List<VectorRecord> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }

  static Reads of(Iqdb db) {
    return new Reads() {
      @Override
      public long size() {
        return db.size();
      }

      @Override
      public Optional<VectorRecord> get(VectorId id) {
        return db.get(id);
      }

      @Override
      public boolean contains(VectorId id) {
        return db.contains(id);
      }

      @Override
      public long count(Filter filter) {
        return db.count(filter);
      }

      @Override
      public List<Hit> search(Query query) {
        return db.search(query);
      }

      @Override
      public List<List<Hit>> search(List<Query> queries) {
        return db.search(queries);
      }

      @Override
      public void forEach(Consumer<? super VectorRecord> visitor) {
        db.forEach(visitor);
      }
    };
  }

  static Reads of(Snapshot snapshot) {
    return new Reads() {
      @Override
      public long size() {
        return snapshot.size();
      }

      @Override
      public Optional<VectorRecord> get(VectorId id) {
        return snapshot.get(id);
      }

      @Override
      public boolean contains(VectorId id) {
        return snapshot.contains(id);
      }

      @Override
      public long count(Filter filter) {
        return snapshot.count(filter);
      }

      @Override
      public List<Hit> search(Query query) {
        return snapshot.search(query);
      }

      @Override
      public List<List<Hit>> search(List<Query> queries) {
        return snapshot.search(queries);
      }

      @Override
      public void forEach(Consumer<? super VectorRecord> visitor) {
        snapshot.forEach(visitor);
      }
    };
  }
}
