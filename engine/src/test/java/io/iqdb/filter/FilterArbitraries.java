package io.iqdb.filter;

import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Metadata and filters out of so few names and values that they meet often. */
final class FilterArbitraries extends DomainContextBase {
  // '!' and '-' sort before the dot, '/' behind it
  private static final String[] NAMES = {
    "a",
    "b",
    "c",
    "a.b",
    "b.c",
    "a.b.c",
    "a.a",
    "a!",
    "a-b",
    "a/",
    "",
    ".",
    "a.",
    "é",
    "\uE000",
    "😀",
    "n".repeat(200)
  };
  private static final String[] PATHS = {
    "a",
    "b",
    "c",
    "a.b",
    "b.c",
    "a.b.c",
    "a.a",
    "a.a.a",
    "a.b.c.a",
    "a!",
    "a/",
    ".",
    "a.",
    "..",
    "é",
    "\uE000",
    "😀.a",
    "n".repeat(200),
    "n".repeat(200) + ".a"
  };

  @Provide
  Arbitrary<Metadata> metadata() {
    return objects(3, 8);
  }

  @Provide
  Arbitrary<Filter> filters() {
    return filters(3);
  }

  private static Arbitrary<Metadata> objects(int depth, int most) {
    return Arbitraries.maps(Arbitraries.of(NAMES), values(depth)).ofMaxSize(most).map(Metadata::of);
  }

  private static Arbitrary<Value> scalars() {
    return Arbitraries.oneOf(
        Arbitraries.of(Value.NULL, Value.of(false), Value.of(true)),
        Arbitraries.of(0L, 1L, 2L, -1L, Long.MIN_VALUE, Long.MAX_VALUE).map(Value::of),
        Arbitraries.of(0.0, -0.0, 1.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY).map(Value::of),
        Arbitraries.of("", "a", "ab", "b", "é", "\uE000", "😀", "😀b", "x".repeat(300))
            .map(Value::of),
        Arbitraries.of("", "a", "\u0001", "é", "ab")
            .map(text -> Value.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static Arbitrary<Value> values(int depth) {
    if (depth == 0) {
      return scalars();
    }
    return Arbitraries.frequencyOf(
        Tuple.of(3, scalars()),
        Tuple.of(1, values(depth - 1).list().ofMaxSize(3).map(Value::of)),
        Tuple.of(2, objects(depth - 1, 3).map(Value::of)));
  }

  private static Arbitrary<Filter> filters(int depth) {
    if (depth == 0) {
      return leaves();
    }
    Arbitrary<Filter[]> inner = filters(depth - 1).array(Filter[].class).ofMaxSize(3);
    return Arbitraries.frequencyOf(
        Tuple.of(3, leaves()),
        Tuple.of(1, inner.map(Filter::and)),
        Tuple.of(1, inner.map(Filter::or)),
        Tuple.of(1, filters(depth - 1).map(Filter::not)));
  }

  private static Arbitrary<Filter> leaves() {
    Arbitrary<String> field = Arbitraries.of(PATHS);
    List<BiFunction<String, Value, Filter>> comparisons =
        List.of(
            Filter::eq,
            Filter::ne,
            Filter::lt,
            Filter::le,
            Filter::gt,
            Filter::ge,
            Filter::contains);
    return Arbitraries.oneOf(
        Combinators.combine(Arbitraries.of(comparisons), field, values(1))
            .as((comparison, name, value) -> comparison.apply(name, value)),
        Combinators.combine(field, values(1).list().ofMaxSize(12)).as(Filter::in),
        Combinators.combine(field, Arbitraries.of("", "a", "ab", "😀", "\uE000"))
            .as(Filter::startsWith),
        field.map(Filter::exists),
        field.map(Filter::isNull));
  }
}
