package io.iqdb.filter;

import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The oracle: filters evaluated on objects, as plainly as the rules are written. */
final class MetadataFilter {
  private MetadataFilter() {}

  static boolean matches(Filter filter, Metadata metadata) {
    return switch (filter) {
      case Filter.And and -> and.filters().stream().allMatch(each -> matches(each, metadata));
      case Filter.Or or -> or.filters().stream().anyMatch(each -> matches(each, metadata));
      case Filter.Not not -> !matches(not.filter(), metadata);
      case Filter.Eq eq -> compares(metadata, eq.field(), eq.value(), order -> order == 0);
      case Filter.Ne ne -> compares(metadata, ne.field(), ne.value(), order -> order != 0);
      case Filter.Lt lt -> compares(metadata, lt.field(), lt.value(), order -> order < 0);
      case Filter.Le le -> compares(metadata, le.field(), le.value(), order -> order <= 0);
      case Filter.Gt gt -> compares(metadata, gt.field(), gt.value(), order -> order > 0);
      case Filter.Ge ge -> compares(metadata, ge.field(), ge.value(), order -> order >= 0);
      case Filter.In in ->
          holds(metadata, in.field(), v -> in.values().stream().anyMatch(each -> equal(v, each)));
      case Filter.Exists exists -> holds(metadata, exists.field(), _ -> true);
      case Filter.IsNull isNull -> holds(metadata, isNull.field(), v -> v instanceof Value.Null);
      case Filter.StartsWith starts ->
          holds(
              metadata,
              starts.field(),
              v -> v instanceof Value.Text text && text.text().startsWith(starts.prefix()));
      case Filter.Contains contains ->
          holds(
              metadata,
              contains.field(),
              v ->
                  v instanceof Value.Array array
                      && array.values().stream().anyMatch(each -> equal(each, contains.value())));
    };
  }

  private static boolean compares(Metadata metadata, String field, Value literal, IntPredicate ok) {
    return holds(
        metadata,
        field,
        value -> {
          OptionalInt order = order(value, literal);
          return order.isPresent() && ok.test(order.getAsInt());
        });
  }

  private static boolean holds(Metadata metadata, String field, Predicate<Value> condition) {
    return find(metadata, field).filter(condition).isPresent();
  }

  private static Optional<Value> find(Metadata metadata, String path) {
    Optional<Value> whole = metadata.get(path);
    if (whole.isPresent()) {
      return whole;
    }
    for (int dot = path.lastIndexOf('.'); dot >= 0; dot = path.lastIndexOf('.', dot - 1)) {
      if (metadata.get(path.substring(0, dot)).orElse(null) instanceof Value.Obj(Metadata inner)) {
        Optional<Value> found = find(inner, path.substring(dot + 1));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean equal(Value a, Value b) {
    OptionalInt order = order(a, b);
    return order.isPresent() && order.getAsInt() == 0;
  }

  private static OptionalInt order(Value left, Value right) {
    return switch (left) {
      case Value.Null _ when right instanceof Value.Null -> OptionalInt.of(0);
      case Value.Bool(boolean a) when right instanceof Value.Bool(boolean b) ->
          OptionalInt.of(Boolean.compare(a, b));
      case Value.Int(long a) when right instanceof Value.Int(long b) ->
          OptionalInt.of(Long.compare(a, b));
      case Value.Real(double a) when right instanceof Value.Real(double b) ->
          Double.isNaN(a) || Double.isNaN(b)
              ? OptionalInt.empty()
              : OptionalInt.of(a == b ? 0 : Double.compare(a, b));
      case Value.Text(String a) when right instanceof Value.Text(String b) ->
          OptionalInt.of(Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
      case Value.Bytes a when right instanceof Value.Bytes b ->
          OptionalInt.of(Arrays.compareUnsigned(a.toArray(), b.toArray()));
      default -> OptionalInt.empty();
    };
  }
}
