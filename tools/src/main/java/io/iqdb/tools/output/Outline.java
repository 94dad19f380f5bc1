package io.iqdb.tools.output;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * Plain data (strings, numbers, truth values, lists and maps of these) as text: a line for each
 * simple value, maps indented under their names, lists of like maps as tables.
 */
public final class Outline {
  private static final String STEP = "  ";

  private Outline() {}

  /** The lines, each with its end. */
  public static String of(Map<String, ?> data) {
    StringBuilder text = new StringBuilder();
    map(text, "", data);
    return text.toString();
  }

  private static void map(StringBuilder text, String indent, Map<?, ?> data) {
    int width =
        data.entrySet().stream()
            .filter(entry -> isSimple(entry.getValue()))
            .mapToInt(entry -> entry.getKey().toString().length())
            .max()
            .orElse(0);
    data.forEach((key, value) -> {
      String name = key.toString();
      if (isSimple(value)) {
        line(text, indent, name + " ".repeat(width - name.length()) + STEP + inline(value));
      } else {
        line(text, indent, name);
        block(text, indent + STEP, value);
      }
    });
  }

  private static void block(StringBuilder text, String indent, Object value) {
    switch (value) {
      case Map<?, ?> map -> map(text, indent, map);
      case List<?> list when isTable(list) -> table(text, indent, list);
      case List<?> list -> list.forEach(element -> element(text, indent, element));
      default -> line(text, indent, inline(value));
    }
  }

  /** A map that does not fit a table begins with a dash. */
  private static void element(StringBuilder text, String indent, Object element) {
    if (element instanceof Map<?, ?> map && !isFlat(map)) {
      StringBuilder inner = new StringBuilder();
      map(inner, indent + STEP, map);
      inner.setCharAt(indent.length(), '-');
      text.append(inner);
    } else {
      line(text, indent, "- " + inline(element));
    }
  }

  /** All columns that occur, in the order in which they first do. */
  private static void table(StringBuilder text, String indent, List<?> rows) {
    SequencedSet<String> columns = new LinkedHashSet<>();
    for (Object row : rows) {
      ((Map<?, ?>) row).keySet().forEach(key -> columns.add(key.toString()));
    }
    TextTable table = new TextTable().row(columns.toArray(String[]::new));
    for (Object row : rows) {
      List<String> cells = new ArrayList<>();
      for (String column : columns) {
        Object value = ((Map<?, ?>) row).get(column);
        cells.add(value == null ? "" : inline(value));
      }
      table.row(cells.toArray(String[]::new));
    }
    table.render().lines().forEach(line -> line(text, indent, line));
  }

  private static boolean isTable(List<?> list) {
    return list.size() > 1
        && list.stream().allMatch(element -> element instanceof Map<?, ?> map && isFlat(map));
  }

  private static boolean isFlat(Map<?, ?> map) {
    return map.values().stream().allMatch(Outline::isSimple);
  }

  /** What fits on a line: values, and lists and maps of nothing but values. */
  private static boolean isSimple(Object value) {
    return switch (value) {
      case Map<?, ?> map -> map.isEmpty();
      case List<?> list ->
          list.stream().noneMatch(element -> element instanceof Map || element instanceof List);
      default -> true;
    };
  }

  private static String inline(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + inline(entry.getValue()))
              .collect(Collectors.joining(" "));
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list -> list.stream().map(Outline::inline).collect(Collectors.joining(" "));
      default -> printable(value.toString());
    };
  }

  /** {@code text} without control characters, which could drive the terminal. */
  public static String printable(String text) {
    return text.chars().noneMatch(Character::isISOControl)
        ? text
        : text.replaceAll("\\p{Cntrl}", "?");
  }

  private static void line(StringBuilder text, String indent, String content) {
    text.append(indent).append(content).append('\n');
  }
}
