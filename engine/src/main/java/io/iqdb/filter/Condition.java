package io.iqdb.filter;

import io.iqdb.types.Filter;
import io.iqdb.types.Value;
import java.util.List;

/** A node of a compiled filter, evaluated on the metadata in {@code [position, end)}. Immutable. */
sealed interface Condition {
  boolean holds(byte[] buffer, int position, int end);

  /** Of a validated filter. */
  static Condition of(Filter filter) {
    return switch (filter) {
      case Filter.Eq(String field, Value value) -> Compare.of(field, value, Compare.EQUAL);
      case Filter.Ne(String field, Value value) ->
          Compare.of(field, value, Compare.LESS | Compare.GREATER);
      case Filter.Lt(String field, Value value) -> Compare.of(field, value, Compare.LESS);
      case Filter.Le(String field, Value value) ->
          Compare.of(field, value, Compare.LESS | Compare.EQUAL);
      case Filter.Gt(String field, Value value) -> Compare.of(field, value, Compare.GREATER);
      case Filter.Ge(String field, Value value) ->
          Compare.of(field, value, Compare.GREATER | Compare.EQUAL);
      case Filter.In(String field, List<Value> values) ->
          new In(new FieldPath(field), new LiteralSet(values));
      case Filter.Exists(String field) -> new Exists(new FieldPath(field));
      case Filter.IsNull(String field) -> Compare.of(field, Value.NULL, Compare.EQUAL);
      case Filter.StartsWith(String field, String prefix) ->
          new StartsWith(new FieldPath(field), Literal.run(prefix));
      case Filter.Contains(String field, Value value) ->
          new Contains(new FieldPath(field), Literal.of(value));
      case Filter.And(List<Filter> filters) -> new And(all(filters));
      case Filter.Or(List<Filter> filters) -> new Or(all(filters));
      case Filter.Not(Filter inner) -> new Not(of(inner));
    };
  }

  private static Condition[] all(List<Filter> filters) {
    return filters.stream().map(Condition::of).toArray(Condition[]::new);
  }

  /**
   * The field is there and compares with the literal in one of the ways {@code accepted}.
   *
   * @param field the left side
   * @param literal the right side
   * @param accepted of {@link #LESS}, {@link #EQUAL} and {@link #GREATER}; incomparable never is
   */
  record Compare(FieldPath field, Literal literal, int accepted) implements Condition {
    /** Bit {@code 1 + outcome}. */
    static final int LESS = 1;

    static final int EQUAL = 2;
    static final int GREATER = 4;

    static Compare of(String field, Value value, int accepted) {
      return new Compare(new FieldPath(field), Literal.of(value), accepted);
    }

    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      int value = field.find(buffer, position, end);
      return value != FieldPath.ABSENT
          && ((accepted >>> (1 + literal.compare(buffer, value, end))) & 1) != 0;
    }
  }

  /** The field equals one of the values. */
  record In(FieldPath field, LiteralSet values) implements Condition {
    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      int value = field.find(buffer, position, end);
      return value != FieldPath.ABSENT && values.contains(buffer, value, end);
    }
  }

  /** The field is there. */
  record Exists(FieldPath field) implements Condition {
    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      return field.find(buffer, position, end) != FieldPath.ABSENT;
    }
  }

  /** The field is a string that begins with the prefix. */
  record StartsWith(FieldPath field, Literal.Run prefix) implements Condition {
    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      int value = field.find(buffer, position, end);
      return value != FieldPath.ABSENT && prefix.begins(buffer, value, end);
    }
  }

  /** The field is an array with an element that equals the literal. */
  record Contains(FieldPath field, Literal literal) implements Condition {
    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      int value = field.find(buffer, position, end);
      if (value == FieldPath.ABSENT
          || EncodedMetadata.tag(buffer, value, end) != EncodedMetadata.ARRAY) {
        return false;
      }
      long length = EncodedMetadata.length(buffer, value + 1, end);
      int start = EncodedMetadata.next(length);
      return inside(buffer, start, start + EncodedMetadata.value(length));
    }

    private boolean inside(byte[] buffer, int position, int end) {
      long count = EncodedMetadata.varint(buffer, position, end);
      int element = EncodedMetadata.next(count);
      for (int left = EncodedMetadata.value(count); left > 0; left--) {
        // first, so that an element with an unknown tag never goes by as merely different
        int next = EncodedMetadata.skip(buffer, element, end);
        if (literal.compare(buffer, element, next) == 0) {
          return true;
        }
        element = next;
      }
      return false;
    }
  }

  /** All hold. */
  final class And implements Condition {
    private final Condition[] conditions;

    private And(Condition[] owned) {
      this.conditions = owned;
    }

    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      for (Condition condition : conditions) {
        if (!condition.holds(buffer, position, end)) {
          return false;
        }
      }
      return true;
    }
  }

  /** At least one holds. */
  final class Or implements Condition {
    private final Condition[] conditions;

    private Or(Condition[] owned) {
      this.conditions = owned;
    }

    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      for (Condition condition : conditions) {
        if (condition.holds(buffer, position, end)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The inner one does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(byte[] buffer, int position, int end) {
      return !condition.holds(buffer, position, end);
    }
  }
}
