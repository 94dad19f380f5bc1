package io.iqdb.filter;

import io.iqdb.error.InvalidFilterException;
import io.iqdb.types.Filter;
import io.iqdb.types.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what no search accepts, before anything is evaluated. Iterative: depth costs no stack.
 */
public final class FilterValidator {
  private FilterValidator() {}

  /**
   * Throws unless {@code filter} is nested at most {@link Filter#MAX_DEPTH} deep, lists at most
   * {@link Filter#MAX_IN} values in each {@code in}, names a field in each leaf and is made of
   * strings that UTF-8 can encode. A tree may be as wide as memory allows.
   *
   * @throws InvalidFilterException naming the rule that is broken
   */
  public static void validate(Filter filter) {
    Deque<Level> pending = new ArrayDeque<>();
    pending.push(new Level(0, List.of(present(filter, "a filter"))));
    while (!pending.isEmpty()) {
      Level level = pending.pop();
      for (Filter each : level.filters) {
        switch (each) {
          case Filter.And and -> pending.push(level.below(and.filters()));
          case Filter.Or or -> pending.push(level.below(or.filters()));
          case Filter.Not not ->
              pending.push(level.below(List.of(present(not.filter(), "the filter of a not"))));
          default -> checkLeaf(each);
        }
      }
    }
  }

  private static void checkLeaf(Filter leaf) {
    switch (leaf) {
      case Filter.Eq eq -> checkLeaf(eq.field(), eq.value());
      case Filter.Ne ne -> checkLeaf(ne.field(), ne.value());
      case Filter.Lt lt -> checkLeaf(lt.field(), lt.value());
      case Filter.Le le -> checkLeaf(le.field(), le.value());
      case Filter.Gt gt -> checkLeaf(gt.field(), gt.value());
      case Filter.Ge ge -> checkLeaf(ge.field(), ge.value());
      case Filter.Contains contains -> checkLeaf(contains.field(), contains.value());
      case Filter.Exists exists -> checkField(exists.field());
      case Filter.IsNull isNull -> checkField(isNull.field());
      case Filter.StartsWith starts -> {
        checkField(starts.field());
        checkText(present(starts.prefix(), "the prefix of a startsWith"), "a prefix");
      }
      case Filter.In in -> {
        checkField(in.field());
        if (in.values().size() > Filter.MAX_IN) {
          throw new InvalidFilterException(
              "in lists " + in.values().size() + " values, at most " + Filter.MAX_IN + " allowed");
        }
        in.values().forEach(FilterValidator::checkValue);
      }
      case Filter.And _, Filter.Or _, Filter.Not _ -> throw new AssertionError("not a leaf");
    }
  }

  private static void checkLeaf(String field, Value value) {
    checkField(field);
    checkValue(present(value, "the value of a condition"));
  }

  private static void checkField(String field) {
    if (present(field, "the field of a condition").isEmpty()) {
      throw new InvalidFilterException("the field of a condition is empty, expected a name");
    }
    checkText(field, "a field name");
  }

  private static void checkValue(Value value) {
    // arrays and objects equal nothing, so that what is in them does not matter
    if (value instanceof Value.Text text) {
      checkText(present(text.text(), "the string of a value"), "a string");
    }
  }

  /** An unpaired surrogate would be encoded as '?', and match a field that holds one. */
  private static void checkText(String text, String what) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new InvalidFilterException(
              what + " has an unpaired surrogate at index " + i + ", expected Unicode text");
        }
        i++;
      }
    }
  }

  private static <T> T present(@Nullable T part, String what) {
    if (part == null) {
      throw new InvalidFilterException(what + " is missing");
    }
    return part;
  }

  /** Filters that {@code depth} nodes are above of. */
  private record Level(int depth, List<Filter> filters) {
    Level below(List<Filter> inner) {
      if (depth == Filter.MAX_DEPTH) {
        throw new InvalidFilterException(
            "filter is nested deeper than " + Filter.MAX_DEPTH + " levels of and, or and not");
      }
      return new Level(depth + 1, inner);
    }
  }
}
