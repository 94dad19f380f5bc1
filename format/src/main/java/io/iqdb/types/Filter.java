package io.iqdb.types;

import java.util.Arrays;
import java.util.List;

/**
 * A condition on metadata. A leaf is false where the field is absent, the record has no metadata,
 * or the kinds differ, {@link Ne} included; {@code not(eq(..))} is the way to say "absent or
 * different". Strings are ordered by UTF-8 bytes, false before true, floats as IEEE does: NaN is
 * neither equal, unequal nor ordered. A field {@code a.b} names the field {@code b} of the object
 * {@code a} where no field is called {@code a.b}.
 *
 * <p>A search refuses filters nested deeper than {@link #MAX_DEPTH} or with more than {@link
 * #MAX_IN} values in one {@link In}.
 */
public sealed interface Filter {
  /** Deepest nesting of {@link And}, {@link Or} and {@link Not}; leaves do not count. */
  int MAX_DEPTH = 64;

  /** Most values in one {@link In}. */
  int MAX_IN = 1024;

  /** Field equals value. */
  static Filter eq(String field, Value value) {
    return new Eq(field, value);
  }

  /** Field is present, of the kind of value, and not equal to it. */
  static Filter ne(String field, Value value) {
    return new Ne(field, value);
  }

  /** Field is less than value. */
  static Filter lt(String field, Value value) {
    return new Lt(field, value);
  }

  /** Field is at most value. */
  static Filter le(String field, Value value) {
    return new Le(field, value);
  }

  /** Field is greater than value. */
  static Filter gt(String field, Value value) {
    return new Gt(field, value);
  }

  /** Field is at least value. */
  static Filter ge(String field, Value value) {
    return new Ge(field, value);
  }

  /** Field equals one of the values; none matches nothing. */
  static Filter in(String field, List<? extends Value> values) {
    return new In(field, List.copyOf(values));
  }

  /** Field is present, null included. */
  static Filter exists(String field) {
    return new Exists(field);
  }

  /** Field is present and null. */
  static Filter isNull(String field) {
    return new IsNull(field);
  }

  /** Field is a string that begins with prefix. */
  static Filter startsWith(String field, String prefix) {
    return new StartsWith(field, prefix);
  }

  /** Field is an array with an element equal to value. */
  static Filter contains(String field, Value value) {
    return new Contains(field, value);
  }

  /** All hold; none is true. */
  static Filter and(Filter... filters) {
    return new And(Arrays.asList(filters));
  }

  /** At least one holds; none is false. */
  static Filter or(Filter... filters) {
    return new Or(Arrays.asList(filters));
  }

  /** Does not hold. */
  static Filter not(Filter filter) {
    return new Not(filter);
  }

  /**
   * See {@link Filter#eq}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Eq(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#ne}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Ne(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#lt}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Lt(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#le}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Le(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#gt}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Gt(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#ge}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Ge(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#in}.
   *
   * @param field name of the field
   * @param values any of them
   */
  record In(String field, List<Value> values) implements Filter {
    /** Keeps an unmodifiable copy. */
    public In {
      values = List.copyOf(values);
    }
  }

  /**
   * See {@link Filter#exists}.
   *
   * @param field name of the field
   */
  record Exists(String field) implements Filter {}

  /**
   * See {@link Filter#isNull}.
   *
   * @param field name of the field
   */
  record IsNull(String field) implements Filter {}

  /**
   * See {@link Filter#startsWith}.
   *
   * @param field name of the field
   * @param prefix of the string
   */
  record StartsWith(String field, String prefix) implements Filter {}

  /**
   * See {@link Filter#contains}.
   *
   * @param field name of the field
   * @param value compared with
   */
  record Contains(String field, Value value) implements Filter {}

  /**
   * See {@link Filter#and}.
   *
   * @param filters the conditions
   */
  record And(List<Filter> filters) implements Filter {
    /** Keeps an unmodifiable copy. */
    public And {
      filters = List.copyOf(filters);
    }
  }

  /**
   * See {@link Filter#or}.
   *
   * @param filters the conditions
   */
  record Or(List<Filter> filters) implements Filter {
    /** Keeps an unmodifiable copy. */
    public Or {
      filters = List.copyOf(filters);
    }
  }

  /**
   * See {@link Filter#not}.
   *
   * @param filter the condition
   */
  record Not(Filter filter) implements Filter {}
}
