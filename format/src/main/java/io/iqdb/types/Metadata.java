package io.iqdb.types;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a record says about itself: named values, ordered by the UTF-8 bytes of their names.
 * Immutable. Empty metadata and no metadata are distinct values, though no filter can tell them
 * apart.
 */
public final class Metadata {
  /**
   * The order of names: by code point, which is the order of UTF-8 bytes. {@link String#compareTo}
   * differs for surrogates.
   */
  public static final Comparator<String> NAME_ORDER = Metadata::compareCodePoints;

  private static final Metadata EMPTY = new Metadata(new TreeMap<>(NAME_ORDER));

  private final SortedMap<String, Value> fields;

  private Metadata(SortedMap<String, Value> owned) {
    this.fields = owned;
  }

  /** Without a field. */
  public static Metadata empty() {
    return EMPTY;
  }

  /** Of the entries of {@code fields}. */
  public static Metadata of(Map<String, ? extends Value> fields) {
    SortedMap<String, Value> copy = new TreeMap<>(NAME_ORDER);
    copy.putAll(fields);
    return new Metadata(copy);
  }

  /** Of one field. */
  public static Metadata of(String name, Value value) {
    return of(Map.of(name, value));
  }

  /** Starts a new one; a name given twice keeps its last value. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The value of the field {@code name}, taken whole: a dot in it is a character like any other.
   */
  public Optional<Value> get(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** The number of fields. */
  public int size() {
    return fields.size();
  }

  /** Whether there is no field. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** Visits the fields in the order of their names. */
  public void forEach(BiConsumer<String, Value> visitor) {
    fields.forEach(visitor);
  }

  /** An unmodifiable copy, in the order of the names. */
  public SortedMap<String, Value> toMap() {
    return java.util.Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata metadata && fields.equals(metadata.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** The names alone: values are not for logs. */
  @Override
  public String toString() {
    return "Metadata" + fields.keySet();
  }

  private static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // a surrogate stands for a code point above every other char
        boolean high = Character.isSurrogate(x);
        return high == Character.isSurrogate(y) ? Character.compare(x, y) : high ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Collects fields; used by one thread. */
  public static final class Builder {
    private final SortedMap<String, Value> fields = new TreeMap<>(NAME_ORDER);

    private Builder() {}

    /** Sets a field. */
    public Builder put(String name, Value value) {
      fields.put(name, value);
      return this;
    }

    /** Sets a string. */
    public Builder put(String name, String text) {
      return put(name, Value.of(text));
    }

    /** Sets an integer. */
    public Builder put(String name, long number) {
      return put(name, Value.of(number));
    }

    /** Sets a float. */
    public Builder put(String name, double number) {
      return put(name, Value.of(number));
    }

    /** Sets a truth value. */
    public Builder put(String name, boolean flag) {
      return put(name, Value.of(flag));
    }

    /** What was collected so far. */
    public Metadata build() {
      return Metadata.of(fields);
    }
  }
}
