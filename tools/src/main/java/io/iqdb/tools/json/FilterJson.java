package io.iqdb.tools.json;

import io.iqdb.error.InvalidFilterException;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Filters in JSON: <code>{"op":"and","args":[..]}</code> and {@code or}; <code>
 * {"op":"not","arg":..}</code>; leaves {@code eq ne lt le gt ge in startsWith contains} with {@code
 * field} and {@code value}; leaves {@code exists isNull} with {@code field}.
 *
 * <p>To the engine Int and Real are different kinds that never compare; JSON knows one kind of
 * number. So a number that both kinds can hold exactly, its twin, meets fields of either kind: 5
 * and 5.0 mean Int 5 and Real 5.0. A number that the other kind cannot hold (2.5, 2^53 + 1) meets
 * only fields of its own. A field has one kind, so at most one of the two leaves can hold for a
 * record, and the pair is joined with "or", for {@code ne} as well: "present, and a number other
 * than 5". That holds under {@code not} too, which flips the pair as a whole. {@code eq} and {@code
 * in} become an {@link Filter.In} of both kinds; {@code ne}, the four orders, {@code contains} and
 * an {@code in} that is too long with its twins become an {@link Filter.Or}, which counts as a
 * level of nesting.
 */
public final class FilterJson {
  private static final double TWO_TO_63 = 0x1p63;

  private FilterJson() {}

  /**
   * The filter that {@code text} spells.
   *
   * @throws InvalidFilterException naming the place that is wrong, such as {@code args[1].value}
   */
  public static Filter parse(String text) {
    Value json;
    try {
      json = JsonValues.parse(text);
    } catch (InvalidJsonException e) {
      throw new InvalidFilterException("filter: " + e.getMessage());
    }
    return filter(json, "filter");
  }

  private static Filter filter(Value json, String at) {
    if (!(json instanceof Value.Obj(Metadata node))) {
      throw invalid(at, "expected an object with op");
    }
    if (!(node.get("op").orElse(null) instanceof Value.Text(String op))) {
      throw invalid(at + ".op", "expected the name of an operator");
    }
    return switch (op) {
      case "and" -> new Filter.And(filters(node, at));
      case "or" -> new Filter.Or(filters(node, at));
      case "not" -> {
        requireNames(node, Set.of("op", "arg"), at);
        yield Filter.not(filter(get(node, "arg", at), at + ".arg"));
      }
      case "exists" -> Filter.exists(lonelyField(node, at));
      case "isNull" -> Filter.isNull(lonelyField(node, at));
      case "eq" -> eq(field(node, at), get(node, "value", at));
      case "ne" -> either(node, at, Filter::ne);
      case "lt" -> either(node, at, Filter::lt);
      case "le" -> either(node, at, Filter::le);
      case "gt" -> either(node, at, Filter::gt);
      case "ge" -> either(node, at, Filter::ge);
      case "contains" -> either(node, at, Filter::contains);
      case "in" -> in(field(node, at), get(node, "value", at), at);
      case "startsWith" -> startsWith(field(node, at), get(node, "value", at), at);
      default ->
          throw invalid(
              at + ".op",
              "expected and, or, not, eq, ne, lt, le, gt, ge, in, exists, isNull, startsWith or"
                  + " contains");
    };
  }

  private static List<Filter> filters(Metadata node, String at) {
    requireNames(node, Set.of("op", "args"), at);
    if (!(get(node, "args", at) instanceof Value.Array(List<Value> values))) {
      throw invalid(at + ".args", "expected an array of filters");
    }
    List<Filter> filters = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      filters.add(filter(values.get(i), at + ".args[" + i + "]"));
    }
    return filters;
  }

  private static Filter eq(String field, Value value) {
    return twin(value)
        .map(twin -> Filter.in(field, List.of(value, twin)))
        .orElseGet(() -> Filter.eq(field, value));
  }

  private static Filter either(Metadata node, String at, BiFunction<String, Value, Filter> leaf) {
    String field = field(node, at);
    Value value = get(node, "value", at);
    Filter own = leaf.apply(field, value);
    return twin(value).map(twin -> Filter.or(own, leaf.apply(field, twin))).orElse(own);
  }

  /** The twins go into a second list, so that the limit is that of the values as written. */
  private static Filter in(String field, Value json, String at) {
    if (!(json instanceof Value.Array(List<Value> values))) {
      throw invalid(at + ".value", "expected an array of values");
    }
    if (values.size() > Filter.MAX_IN) {
      throw invalid(
          at + ".value", "expected at most " + Filter.MAX_IN + " values, found " + values.size());
    }
    List<Value> twins = values.stream().map(FilterJson::twin).flatMap(Optional::stream).toList();
    if (values.size() + twins.size() > Filter.MAX_IN) {
      return Filter.or(Filter.in(field, values), Filter.in(field, twins));
    }
    List<Value> all = new ArrayList<>(values);
    all.addAll(twins);
    return Filter.in(field, all);
  }

  private static Filter startsWith(String field, Value json, String at) {
    if (!(json instanceof Value.Text(String prefix))) {
      throw invalid(at + ".value", "expected a string");
    }
    return Filter.startsWith(field, prefix);
  }

  /** The same number as the other kind, where that kind can hold it exactly. */
  private static Optional<Value> twin(Value value) {
    return switch (value) {
      case Value.Int(long number)
          when (double) number != TWO_TO_63 && (long) (double) number == number ->
          Optional.of(Value.of((double) number));
      case Value.Real(double number)
          when number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63 ->
          Optional.of(Value.of((long) number));
      default -> Optional.empty();
    };
  }

  private static String field(Metadata node, String at) {
    requireNames(node, Set.of("op", "field", "value"), at);
    return fieldName(node, at);
  }

  private static String lonelyField(Metadata node, String at) {
    requireNames(node, Set.of("op", "field"), at);
    return fieldName(node, at);
  }

  private static String fieldName(Metadata node, String at) {
    if (!(get(node, "field", at) instanceof Value.Text(String field)) || field.isEmpty()) {
      throw invalid(at + ".field", "expected the name of a field");
    }
    return field;
  }

  private static Value get(Metadata node, String name, String at) {
    return node.get(name).orElseThrow(() -> invalid(at + "." + name, "expected, but missing"));
  }

  private static void requireNames(Metadata node, Set<String> names, String at) {
    node.forEach((name, value) -> {
      if (!names.contains(name)) {
        throw invalid(at, "expected only the names " + sorted(names) + ", found another");
      }
    });
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  private static InvalidFilterException invalid(String at, String problem) {
    return new InvalidFilterException(at + ": " + problem);
  }
}
