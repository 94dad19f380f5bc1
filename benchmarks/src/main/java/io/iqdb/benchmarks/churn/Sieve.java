package io.iqdb.benchmarks.churn;

import io.iqdb.types.Filter;
import io.iqdb.types.Value;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which records a search may find: for the database, and the same for the model.
 *
 * @param filter over what {@link Verifier#metadata} gives; empty where all may be found
 * @param plain the same condition
 */
record Sieve(Optional<Filter> filter, Plain plain) {
  /** A condition on what the metadata of a record say. */
  interface Plain {
    boolean holds(int id, int version);
  }

  /** Everything. */
  static Sieve open() {
    return new Sieve(Optional.empty(), (id, version) -> true);
  }

  /** One of four shapes, by chance, from a hundredth of the records to most of them. */
  static Sieve some(Random random, int ids, int newestVersion) {
    int from = random.nextInt(ids);
    int old = random.nextInt(newestVersion + 1);
    return switch (random.nextInt(4)) {
      case 0 -> {
        int to = from + ids / 10;
        yield of(
            Filter.and(Filter.ge("id", number(from)), Filter.lt("id", number(to))),
            (id, version) -> id >= from && id < to);
      }
      case 1 -> of(Filter.gt("version", number(old)), (id, version) -> version > old);
      case 2 -> {
        Set<Integer> named = random.ints(ids / 100, 0, ids).boxed().collect(Collectors.toSet());
        List<Value> values = named.stream().map(Sieve::number).toList();
        yield of(Filter.in("id", values), (id, version) -> named.contains(id));
      }
      default ->
          of(
              Filter.not(
                  Filter.or(Filter.le("version", number(old)), Filter.eq("id", number(from)))),
              (id, version) -> version > old && id != from);
    };
  }

  private static Sieve of(Filter filter, Plain plain) {
    return new Sieve(Optional.of(filter), plain);
  }

  private static Value number(int number) {
    return Value.of((long) number);
  }
}
