package io.iqdb.inspect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects named plain data in order: strings, numbers, truth values, lists and maps of these. What
 * is null is left out. Used by one thread.
 */
final class Node {
  private final SequencedMap<String, Object> entries = new LinkedHashMap<>();

  Node put(String name, @Nullable Object value) {
    if (value != null) {
      entries.put(name, value);
    }
    return this;
  }

  /** Puts a list, and beside it how many more there are. */
  Node putList(String name, List<?> values, long more) {
    put(name, Collections.unmodifiableList(values));
    return put(name + "LeftOut", more > 0 ? more : null);
  }

  SequencedMap<String, Object> toMap() {
    return Collections.unmodifiableSequencedMap(entries);
  }
}
