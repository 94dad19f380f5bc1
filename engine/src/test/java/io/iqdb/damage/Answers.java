package io.iqdb.damage;

import io.iqdb.Iqdb;
import io.iqdb.types.Filter;
import io.iqdb.types.Hit;
import io.iqdb.types.Query;
import io.iqdb.types.Value;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All that the sample database can be asked. */
record Answers(
    long size,
    List<VectorRecord> records,
    List<Optional<VectorRecord>> gets,
    List<List<Hit>> hits,
    List<Optional<ByteBuffer>> bookmarks) {
  private static final List<VectorId> IDS =
      Stream.concat(
              LongStream.concat(
                      LongStream.range(0, 25),
                      LongStream.concat(LongStream.range(98, 122), LongStream.range(199, 206)))
                  .mapToObj(VectorId::of),
              Stream.of("name-0", "name-9", "name-21", "name-22", "alpha", "omega")
                  .map(VectorId::of))
          .toList();

  private static final List<Query> QUERIES =
      List.of(
          Query.of(SampleDatabase.vector(5), 7),
          Query.of(SampleDatabase.vector(61), 100),
          Query.of(SampleDatabase.vector(3), 4).filter(Filter.ge("n", Value.of(3))),
          Query.of(SampleDatabase.vector(9), 50).filter(Filter.eq("inner.deep", Value.of(-3))));

  static Answers of(Iqdb db) {
    List<VectorRecord> records = new ArrayList<>();
    List<List<Hit>> hits = new ArrayList<>();
    QUERIES.forEach(query -> hits.add(db.search(query)));
    db.forEach(records::add);
    hits.addAll(db.search(QUERIES));
    return new Answers(
        db.size(),
        records,
        IDS.stream().map(db::get).toList(),
        hits,
        Stream.of("origin", "position", "none")
            .map(name -> db.bookmark(name).map(ByteBuffer::wrap))
            .toList());
  }
}
