package io.iqdb.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.Iqdb;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a database holds at one moment, as the caller sees it.
 *
 * @param records in the order of insertion
 * @param bookmarks by name
 */
record State(List<VectorRecord> records, Map<String, String> bookmarks) {
  static final State EMPTY = new State(List.of(), Map.of());

  State {
    records = List.copyOf(records);
    bookmarks = Map.copyOf(bookmarks);
  }

  /** What it is after {@code edits}. */
  State after(List<Edit> edits) {
    SequencedMap<VectorId, VectorRecord> rows = new LinkedHashMap<>();
    records.forEach(known -> rows.put(known.id(), known));
    Map<String, String> marks = new TreeMap<>(bookmarks);
    for (Edit edit : edits) {
      switch (edit) {
        case Edit.Put(VectorRecord put) -> rows.putLast(put.id(), put);
        case Edit.Remove(VectorId id) -> rows.remove(id);
        case Edit.Mark(String name, String value) -> marks.put(name, value);
      }
    }
    return new State(List.copyOf(rows.values()), marks);
  }

  /** What {@code db} holds; only bookmarks of these names are asked for. */
  static State of(Iqdb db, Iterable<String> names) {
    List<VectorRecord> records = new ArrayList<>();
    db.forEach(records::add);
    Map<String, String> bookmarks = new TreeMap<>();
    for (String name : names) {
      db.bookmark(name).ifPresent(value -> bookmarks.put(name, new String(value, UTF_8)));
    }
    return new State(records, bookmarks);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    records.forEach(
        known -> text.append(known.id()).append('@').append(known.vector()).append(' '));
    return text + bookmarks.toString();
  }
}
